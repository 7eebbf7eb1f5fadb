/** `batchctl listen`: its flags, and nothing that takes time to load. */
import { Option, type Command } from 'commander';
import { apiKeyFileOption, cacertOption, dbOption, stateDirOption } from './shared-options.js';
import { wholeNumber } from './values.js';

export interface ListenFlags {
  readonly port: number;
  readonly host: string;
  readonly webhookSecretFile?: string;
  readonly apiKeyFile?: string;
  readonly cacert?: string;
  readonly stateDir: string;
  readonly db?: string;
  readonly json?: boolean;
  readonly once?: boolean;
}

export type RunListen = (flags: ListenFlags) => Promise<void>;

/** Adds what it can be told; `run` is what it does. */
export function defineListen(command: Command, run: RunListen): void {
  command
    .description(
      'Receives the calls that `import --webhook-url` asks a service for, and refuses those that are not signed with the secret. ' +
        'A genuine call is a hint: the service itself is asked, and what it answers is written down for the import.',
    )
    .addOption(new Option('--port <n>', 'where to listen; 0 for any port').argParser(wholeNumber(0)).default(4020))
    .addOption(new Option('--host <address>', 'the address to listen on').default('127.0.0.1'))
    .addOption(
      new Option(
        '--webhook-secret-file <path>',
        'a file with the secret that calls are signed with; else BATCHCTL_WEBHOOK_SECRET holds it',
      ),
    )
    .addOption(apiKeyFileOption())
    .addOption(cacertOption())
    .addOption(stateDirOption())
    .addOption(dbOption())
    .addOption(new Option('--json', 'each call as one line of JSON on standard output'))
    .addOption(new Option('--once', 'leave when the first genuine call is dealt with'))
    .action((flags: ListenFlags) => run(flags));
}

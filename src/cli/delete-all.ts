/** `batchctl delete-all`: its flags, and nothing that takes time to load. */
import { Option, type Command } from 'commander';
import {
  apiKeyFileOption,
  baseUrlOption,
  cacertOption,
  dbOption,
  faultOption,
  jsonOption,
  stateDirOption,
} from './shared-options.js';
import { wholeNumber } from './values.js';

export interface DeleteAllFlags {
  readonly user?: string;
  readonly everyone?: boolean;
  readonly confirm?: string;
  readonly target?: string;
  readonly sandbox?: boolean;
  readonly baseUrl?: string;
  readonly apiKeyFile?: string;
  readonly cacert?: string;
  readonly account?: string;
  readonly maxRetries: number;
  readonly fault: string;
  readonly stateDir: string;
  readonly db?: string;
  readonly json?: boolean;
}

export type RunDeleteAll = (flags: DeleteAllFlags) => Promise<void>;

const EXAMPLES = `
Examples:
  batchctl delete-all --user customer_123                    # in the built-in sandbox
  batchctl delete-all --user customer_123 -t papr            # asks first
  batchctl delete-all --user "$ID" --confirm "$ID" -t papr   # where nobody is there to be asked

Exit codes: 0 all of it is gone · 2 usage, or not confirmed: nothing was sent · 5 not finished, run again · 7 credential · 9 state ·
10 an import of it is running · 12 refused · 130, 143, 129 stopped by a signal, run again`;

/** Adds what it can be told; `run` is what it does. */
export function defineDeleteAll(command: Command, run: RunDeleteAll): void {
  command
    .description(
      'Deletes everything that a service holds of a user. It asks first, and nothing brings it back. Imports of that user begin anew.',
    )
    .addHelpText('after', EXAMPLES)
    .action((flags: DeleteAllFlags) => run(flags));
  for (const option of [...whose(), ...where(), ...how()]) command.addOption(option);
}

function whose(): Option[] {
  return [
    new Option('--user <id>', 'the user whose memories are to go'),
    new Option('--everyone', 'all of the account instead, of all of its users'),
    new Option('--confirm <phrase>', 'the answer to the question: the user id, or DELETE ALL with --everyone'),
  ];
}

function where(): Option[] {
  return [
    new Option('-t, --target <name>', 'the API to delete from').env('BATCHCTL_TARGET'),
    new Option('--sandbox', 'delete from the built-in server instead'),
    baseUrlOption(),
    apiKeyFileOption(),
    cacertOption(),
    new Option('--account <name>', 'whose account it is, as the imports were told').env('BATCHCTL_ACCOUNT'),
  ];
}

function how(): Option[] {
  return [
    new Option('--max-retries <n>', 'tries after the first').argParser(wholeNumber(0)).default(6),
    faultOption(),
    stateDirOption(),
    dbOption(),
    jsonOption(),
  ];
}

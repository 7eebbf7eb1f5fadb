/** What `batchctl sandbox` does, loaded when it is asked for. */
import { EXIT, type ExitCode } from '../errors.js';
import { serveSandbox } from '../sandbox/serve.js';
import { TARGETS } from '../target/registry.js';
import { sandboxDatabase } from './connect.js';
import type { SandboxFlags } from './sandbox.js';
import type { Surroundings } from './surroundings.js';

/** Serves until it is asked to stop. Throws a BatchctlError (usage, state, locked). */
export async function runSandbox(flags: SandboxFlags, { stderr, tools }: Surroundings): Promise<ExitCode> {
  const say = (text: string) => void stderr.write(`batchctl: ${text}\n`);
  const db = await sandboxDatabase(flags.db);
  const sandbox = await serveSandbox({ db, port: flags.port, faults: flags.fault, log: say });
  say(`the sandbox listens on ${sandbox.url} and stores in ${db}; Ctrl-C ends it`);
  for (const { title, baseUrl, credential, sandbox: api } of TARGETS)
    say(`${title}: ${baseUrl.env}=${sandbox.url}${api.path} ${credential[0] ?? ''}=anything`);
  await new Promise<void>((resolve) => {
    tools.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await sandbox.close();
  return EXIT.ok;
}

/** What `batchctl import` does, loaded when it is asked for. */
import type { ExitCode } from '../errors.js';
import { carryOut } from './carry-out.js';
import { toPlans } from './import-plan.js';
import type { ImportFlags } from './import.js';
import { namedFiles } from './named-files.js';
import { nameStdin, stdinNotes } from './stdin-import.js';
import type { Surroundings } from './surroundings.js';

/** Imports the files one after the other. Throws a BatchctlError where not even the first can begin. */
export async function importFiles(
  words: readonly string[],
  typed: ImportFlags,
  given: Surroundings,
): Promise<ExitCode> {
  const { tools, env, stderr } = given;
  const files = await namedFiles(words);
  const named = nameStdin({ files, flags: typed, args: given.args }, tools.token());
  const planned = await toPlans(files, named.flags, named.args, env);
  for (const note of stdinNotes(named, given)) stderr.write(`batchctl: ${note}\n`);
  return await carryOut(planned, named.flags, given);
}

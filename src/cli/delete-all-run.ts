/** What `batchctl delete-all` does, loaded when it is asked for. */
import type { ExitCode } from '../errors.js';
import { deleteAll } from '../import/delete-all.js';
import { deletionDocument } from '../report/deletion-json.js';
import { deletionText } from '../report/deletion-text.js';
import type { DeletionReport } from '../report/deletion.js';
import { createPalette } from '../report/palette.js';
import { printable } from '../report/text.js';
import { confirm } from './confirm.js';
import { connect } from './connect.js';
import type { DeleteAllFlags } from './delete-all.js';
import { toDeletion, type PlannedDeletion } from './delete-plan.js';
import { tellFailure } from './failure.js';
import { widthOf, type Surroundings } from './surroundings.js';

/** Asks, deletes, tells. Throws a BatchctlError where it can't begin: then nothing was sent. */
export async function runDeleteAll(flags: DeleteAllFlags, given: Surroundings): Promise<ExitCode> {
  const { args, env, stdout } = given;
  const planned = toDeletion(flags, args, env);
  await confirm(planned, { confirm: flags.confirm, account: flags.account }, given);
  const report = await carryOut(planned, flags, given);
  if (flags.json === true) {
    for (const failure of report.failures) tellFailure(given, failure);
    stdout.write(deletionDocument(report));
  } else {
    stdout.write(deletionText(report, createPalette(stdout, env), widthOf(stdout)));
  }
  return report.exitCode;
}

async function carryOut(
  { plan, isSandbox }: PlannedDeletion,
  flags: DeleteAllFlags,
  { env, stderr, tools }: Surroundings,
): Promise<DeletionReport> {
  const say = (line: string) => void stderr.write(`batchctl: ${printable(line)}\n`);
  const service = await connect(isSandbox, plan.target, flags, { env, log: say });
  try {
    return await deleteAll(plan, service, tools, say);
  } finally {
    await service.close();
  }
}

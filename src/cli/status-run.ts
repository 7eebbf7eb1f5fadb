/** What `batchctl status` does, loaded when it is asked for. */
import { worstExit, type ExitCode } from '../errors.js';
import { recall, recallImports } from '../import/recall.js';
import { failureReport } from '../report/failure.js';
import { jsonDocument } from '../report/json.js';
import { createPalette } from '../report/palette.js';
import type { ImportReport } from '../report/report.js';
import { statusText } from '../report/status-text.js';
import { resolveCommand } from './again.js';
import { tellFailure } from './failure.js';
import { importUnknown } from './import-unknown.js';
import type { StatusFlags } from './status.js';
import { widthOf, type Env, type Surroundings } from './surroundings.js';

/**
 * Shows the imports that match, the newest last, and says of which the journal can't be read. Throws a BatchctlError: usage where there
 * is none, state where what was asked for may be in such a journal.
 */
export async function showStatus(name: string | undefined, flags: StatusFlags, given: Surroundings): Promise<ExitCode> {
  const { stdout, env, tools } = given;
  const since = tools.clock.uptime();
  const { known, broken } = await recallImports(flags.stateDir, name);
  if (known.length + broken.length === 0) throw importUnknown(name, flags.stateDir);
  const reports = known.map(({ state }) => recall(state));
  const exit = worstExit([...reports.map(({ exitCode }) => exitCode), ...broken.map((error) => error.exit)]);
  for (const error of broken) tellFailure(given, error);
  if (flags.json === true) {
    const [error] = broken.map(failureReport);
    stdout.write(jsonDocument(reports, exit, tools.clock.uptime() - since, error));
  } else {
    const advised = reports.map((report) => withAdvice(report, flags, env));
    stdout.write(statusText(advised, createPalette(stdout, env), widthOf(stdout)));
  }
  return exit;
}

/** Its way on, where it has rows in doubt: other imports of the file may have some too. */
function withAdvice(report: ImportReport, flags: StatusFlags, env: Env): ImportReport {
  if (report.rows.inDoubt === 0 || report.deletion !== undefined) return report;
  const text = 'Look at the rows in doubt there. Which requests that are, and how to say what became of them:';
  return { ...report, notes: [...report.notes, { text, command: resolveCommand(report.run, flags, env) }] };
}

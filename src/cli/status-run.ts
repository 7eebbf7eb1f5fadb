/** What `batchctl status` does, loaded when it is asked for. */
import { worstExit, type ExitCode } from '../errors.js';
import { recallImports } from '../import/recall.js';
import { jsonDocument } from '../report/json.js';
import { createPalette } from '../report/palette.js';
import type { ImportReport } from '../report/report.js';
import { statusText } from '../report/status-text.js';
import { resolveCommand } from './again.js';
import { importUnknown } from './import-unknown.js';
import type { StatusFlags } from './status.js';
import { widthOf, type Env, type Surroundings } from './surroundings.js';

/** Shows the imports that match, the newest last. Throws a BatchctlError: usage where there is none, state where one can't be read. */
export async function showStatus(name: string | undefined, flags: StatusFlags, given: Surroundings): Promise<ExitCode> {
  const { stdout, env, tools } = given;
  const since = tools.clock.uptime();
  const reports = await recallImports(flags.stateDir, name);
  if (reports.length === 0) throw importUnknown(name, flags.stateDir);
  const exit = worstExit(reports.map(({ exitCode }) => exitCode));
  if (flags.json === true) {
    stdout.write(jsonDocument(reports, exit, tools.clock.uptime() - since));
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

/** What `batchctl status` does, loaded when it is asked for. */
import { BatchctlError, EXIT, worstExit, type ExitCode } from '../errors.js';
import { recallImports } from '../import/recall.js';
import { jsonDocument } from '../report/json.js';
import { createPalette } from '../report/palette.js';
import { statusText } from '../report/status-text.js';
import type { StatusFlags } from './status.js';
import { widthOf, type Surroundings } from './surroundings.js';

/** Shows the imports that match, the newest last. Throws a BatchctlError: usage where there is none, state where one can't be read. */
export async function showStatus(name: string | undefined, flags: StatusFlags, given: Surroundings): Promise<ExitCode> {
  const { stdout, env, tools } = given;
  const since = tools.clock.uptime();
  const reports = await recallImports(flags.stateDir, name);
  if (reports.length === 0) {
    const what = name === undefined ? 'no import is known' : `no import of ${name} is known`;
    throw new BatchctlError(EXIT.usage, 'import_unknown', `${what} in ${flags.stateDir}`, {
      hint: 'another place: --state-dir PATH',
    });
  }
  const exit = worstExit(reports.map(({ exitCode }) => exitCode));
  if (flags.json === true) stdout.write(jsonDocument(reports, exit, tools.clock.uptime() - since));
  else stdout.write(statusText(reports, createPalette(stdout, env), widthOf(stdout)));
  return exit;
}

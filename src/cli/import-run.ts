/** What `batchctl import` does, loaded when it is asked for. */
import { BatchctlError, worstExit, type ExitCode } from '../errors.js';
import type { Show } from '../import/assemble.js';
import type { ImportPlan } from '../import/plan.js';
import { rehearseImport } from '../import/rehearse.js';
import { runImport } from '../import/run.js';
import type { Service } from '../import/service.js';
import { failureReport } from '../report/failure.js';
import { jsonDocument } from '../report/json.js';
import { createPalette } from '../report/palette.js';
import { chooseProgress, createProgress, type Progress } from '../report/progress.js';
import type { ImportReport } from '../report/report.js';
import { summaryText } from '../report/summary.js';
import { connectTo, connectToSandbox } from './connect.js';
import { tellFailure } from './failure.js';
import { toPlans, type Planned } from './import-plan.js';
import type { ImportFlags } from './import.js';
import type { Surroundings } from './surroundings.js';

const USUAL_COLUMNS = 80;

/** Imports the files one after the other. Throws a BatchctlError where not even the first can begin. */
export async function importFiles(
  files: readonly string[],
  flags: ImportFlags,
  given: Surroundings,
): Promise<ExitCode> {
  const { tools, args, env, stdout } = given;
  const since = tools.clock.uptime();
  const planned = await toPlans(files, flags, args, env);
  const { reports, errors } = await withService(planned, flags, given);
  const exit = worstExit([...reports.map(({ exitCode }) => exitCode), ...errors.map((error) => error.exit)]);
  for (const error of errors) tellFailure(given, error);
  if (flags.json === true) {
    for (const { failures } of reports) for (const failure of failures) tellFailure(given, failure);
    const [error] = errors.map(failureReport);
    stdout.write(jsonDocument(reports, exit, tools.clock.uptime() - since, error));
    return exit;
  }
  const palette = createPalette(stdout, env);
  const width = stdout.columns || USUAL_COLUMNS;
  stdout.write(reports.map((report) => summaryText(report, palette, width)).join('\n'));
  return exit;
}

interface Outcomes {
  readonly reports: ImportReport[];
  readonly errors: BatchctlError[];
}

async function withService(
  { plans, target, isSandbox }: Planned,
  flags: ImportFlags,
  given: Surroundings,
): Promise<Outcomes> {
  const { stderr, tools } = given;
  const log = (line: string) => void stderr.write(`batchctl: ${line}\n`);
  const outcomes: Outcomes = { reports: [], errors: [] };
  const isDry = flags.dryRun === true;
  const service = isDry
    ? undefined
    : await (isSandbox ? connectToSandbox(target, flags, log) : connectTo(target, flags, given.env));
  try {
    for (const plan of plans) {
      if (tools.stop.aborted && outcomes.reports.length > 0) break;
      await importOne(plan, service, { flags, given, outcomes });
    }
  } finally {
    await service?.close();
  }
  return outcomes;
}

interface Given {
  readonly flags: ImportFlags;
  readonly given: Surroundings;
  readonly outcomes: Outcomes;
}

/** Without a service it is a rehearsal. One file that can't be imported doesn't keep the others from it. */
async function importOne(
  plan: ImportPlan,
  service: Service | undefined,
  { flags, given, outcomes }: Given,
): Promise<void> {
  const progress = progressFor(plan, flags, given);
  const show: Show = { progress: (figures) => progress.update(figures), say: (text) => progress.line(text) };
  try {
    const report = await (service === undefined
      ? rehearseImport(plan, given.tools, show)
      : runImport(plan, service, given.tools, show));
    outcomes.reports.push(report);
  } catch (error) {
    if (!(error instanceof BatchctlError)) throw error;
    outcomes.errors.push(error);
  } finally {
    progress.stop();
  }
}

function progressFor(
  { file, target, scope, isSandbox }: ImportPlan,
  flags: ImportFlags,
  { stderr, env, tools }: Surroundings,
): Progress {
  const mode = chooseProgress(flags.progress, { stderrIsTTY: stderr.isTTY === true, quiet: flags.quiet === true, env });
  const to = isSandbox ? 'sandbox' : target.title;
  const how = scope.matchKey === null ? scope.operation : `${scope.operation} by ${scope.matchKey}`;
  const where = scope.object ?? scope.user;
  const title = `${file} → ${to}${where === null ? '' : `/${where.replace(/^\//, '')}`} (${how})`;
  const clock = { now: () => tools.clock.uptime() * 1000 };
  return createProgress({ stream: stderr, mode, title, clock, palette: createPalette(stderr, env) });
}

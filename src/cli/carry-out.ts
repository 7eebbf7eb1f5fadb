/** Carries out what a command has planned: each import after the other, with progress, and a summary or a document at the end. */
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
import { summariesText } from '../report/summaries.js';
import { connect } from './connect.js';
import { tellFailure } from './failure.js';
import type { Planned } from './import-plan.js';
import type { ImportFlags } from './import.js';
import { widthOf, type Surroundings } from './surroundings.js';

/** The imports one after the other. Throws a BatchctlError where not even the first can begin. */
export async function carryOut(planned: Planned, flags: ImportFlags, given: Surroundings): Promise<ExitCode> {
  const { tools, env, stdout } = given;
  const since = tools.clock.uptime();
  const { reports, errors } = await withService(planned, flags, given);
  const exit = worstExit([...reports.map(({ exitCode }) => exitCode), ...errors.map((error) => error.exit)]);
  for (const error of errors) tellFailure(given, error);
  if (flags.json === true) {
    for (const { failures } of reports) for (const failure of failures) tellFailure(given, failure);
    const [error] = errors.map(failureReport);
    stdout.write(jsonDocument(reports, exit, tools.clock.uptime() - since, error));
    return exit;
  }
  const paper = { palette: createPalette(stdout, env), width: widthOf(stdout) };
  stdout.write(summariesText(reports, planned.plans.length, paper));
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
  const service = isDry ? undefined : await connect(isSandbox, target, flags, { env: given.env, log });
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
  { name, target, scope, isSandbox }: ImportPlan,
  flags: ImportFlags,
  { stderr, env, tools }: Surroundings,
): Progress {
  const mode = chooseProgress(flags.progress, { stderrIsTTY: stderr.isTTY === true, quiet: flags.quiet === true, env });
  const to = isSandbox ? 'sandbox' : target.title;
  const how = scope.matchKey === null ? scope.operation : `${scope.operation} by ${scope.matchKey}`;
  const where = scope.object ?? scope.user;
  const title = `${name} → ${to}${where === null ? '' : `/${where.replace(/^\//, '')}`} (${how})`;
  const clock = { now: () => tools.clock.uptime() * 1000 };
  return createProgress({ stream: stderr, mode, title, clock, palette: createPalette(stderr, env) });
}

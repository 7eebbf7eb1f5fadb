/** A deletion, from the imports that it covers to the report. Nothing is sent before both journals and audit say so on disk. */
import { type BatchctlError, EXIT, worstExit } from '../errors.js';
import { auditPath, writeAudit, type DeletionLine } from '../journal/audit.js';
import type { DeletionReport } from '../report/deletion.js';
import { failureReport } from '../report/failure.js';
import { askDeletion, type Asked, type Told } from './ask-deletion.js';
import { exchangeWith } from './assemble.js';
import { CoveredImports, type Area } from './covered.js';
import type { DeletionPlan } from './deletion-plan.js';
import { Failures } from './line.js';
import type { Service } from './service.js';
import type { Tools } from './tools.js';

interface Deleting {
  readonly plan: DeletionPlan;
  readonly area: Area;
  readonly service: Service;
  readonly tools: Tools;
}

/** Deletes and reports. May be repeated. Throws a BatchctlError (locked, state) where it can't begin: then nothing was sent. */
export async function deleteAll(
  plan: DeletionPlan,
  service: Service,
  tools: Tools,
  say: (line: string) => void,
): Promise<DeletionReport> {
  const since = tools.clock.uptime();
  const area = { target: plan.target.name, baseUrl: service.identity, account: service.account, user: plan.user };
  const deleting = { plan, area, service, tools };
  const covered = await CoveredImports.hold(plan.stateDir, area, tools);
  try {
    await announce(deleting, covered);
    const exchange = exchangeWith({ target: plan.target, webhook: null, concurrency: 1 }, service, tools);
    const asked = await askDeletion(plan, exchange, tools, say);
    const failures = await writeDown(deleting, covered, asked);
    const seconds = tools.clock.uptime() - since;
    return { ...report(deleting, asked, failures), seconds, imports: covered.count };
  } finally {
    await covered.release();
  }
}

/** Journals first: an import that goes on after a crash must find out. */
async function announce(deleting: Deleting, covered: CoveredImports): Promise<void> {
  await covered.begin();
  try {
    await audit(deleting, { phase: 'begun' });
  } catch (error) {
    await covered.takeBack().catch(() => undefined);
    throw error;
  }
}

/** What came of it, in journals and audit. What can't be written doesn't keep the rest from being told. */
async function writeDown(deleting: Deleting, covered: CoveredImports, asked: Asked): Promise<readonly BatchctlError[]> {
  const failures = new Failures();
  if (asked.failure !== undefined) failures.add(asked.failure);
  else await covered.finish().catch((error: unknown) => failures.take(error));
  if (asked.isUntouched) await covered.takeBack().catch((error: unknown) => failures.take(error));
  await audit(deleting, outcome(asked)).catch((error: unknown) => failures.take(error));
  return failures.list;
}

type Outcome = Omit<DeletionLine, 'at' | 'command' | keyof Area | 'everyone' | 'pid'>;

function outcome({ told, failure, isUntouched }: Asked): Outcome {
  const { status, counts } = resultOf(told);
  const result = counts === null ? {} : { status, ...counts };
  if (failure === undefined) return { phase: 'done', ...result };
  const isRefused = failure.exit === EXIT.credential || failure.exit === EXIT.refused;
  return { phase: isRefused && isUntouched ? 'refused' : 'unfinished', ...result, error: failure.code };
}

async function audit({ plan, area, tools }: Deleting, what: Outcome): Promise<void> {
  const at = new Date(tools.clock.now()).toISOString();
  const { target, baseUrl, account, user } = area;
  const who = { target, baseUrl, account, user, everyone: user === null, pid: tools.pid };
  const { phase, ...result } = what;
  await writeAudit(plan.stateDir, { at, command: 'delete-all', phase, ...who, ...result }, tools.disk);
}

function resultOf(told: Told | undefined): Pick<DeletionReport, 'status' | 'counts'> {
  if (told === undefined) return { status: null, counts: null };
  if (told.kind === 'nothing') return { status: 'nothing', counts: { processed: 0, successful: 0, failed: 0 } };
  const { status, processed, successful, failed } = told;
  return { status, counts: { processed, successful, failed } };
}

type Course = Omit<DeletionReport, 'seconds' | 'imports'>;

function report({ plan, service, area }: Deleting, asked: Asked, failures: readonly BatchctlError[]): Course {
  const { told, isUntouched, isResumed, requests, retries } = asked;
  return {
    exitCode: worstExit(failures.map(({ exit }) => exit)),
    requests,
    retries,
    title: plan.target.title,
    target: service.sandboxDb === null ? area.target : 'sandbox',
    baseUrl: service.sandboxDb === null ? area.baseUrl : null,
    user: plan.user,
    ...resultOf(told),
    errors: told?.kind === 'deleted' ? told.errors : [],
    isUntouched,
    isResumed,
    failures: failures.map(failureReport),
    audit: auditPath(plan.stateDir),
  };
}

/** Waiting for the end of a job: asking at once, and then less and less often. */
import { BatchctlError, EXIT } from '../errors.js';
import type { PartState } from '../journal/state.js';
import type { ItemRefusal, Outcome, Receipt } from '../record.js';
import { isOrdered } from '../target/scope.js';
import type { Settlement } from '../target/verdict.js';
import { countItems } from './item-range.js';
import { elapsedMs, momentOf } from './key-window.js';
import type { Asking } from './line.js';
import { refusalError } from './send.js';
import { unanswered, waitForTry } from './trouble.js';

const FIRST_WAIT_MS = 250;
const WAIT_GROWTH = 1.5;
const LONGEST_WAIT_MS = 15_000;
/** A job may be answered for before it can be seen. */
const MOST_MISSING = 5;

/** What a job came to. `nothing`: it failed, and trying again can't repeat a row. */
export type Ended =
  | { readonly kind: 'settled'; readonly outcome: Outcome }
  | { readonly kind: 'nothing'; readonly code: string; readonly message: string }
  /** Nothing was applied, because of these items, by their index in the request. */
  | { readonly kind: 'blamed'; readonly items: readonly ItemRefusal[] }
  | (Settlement & { readonly kind: 'results' })
  | { readonly kind: 'doubt'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** Polls until the job is final. May be called again for the same part. Throws a BatchctlError where waiting is over or useless. */
export async function settle(line: Asking, part: PartState, receipt: Receipt, lastNews: () => number): Promise<Ended> {
  const items = countItems(part.intent.items);
  let missing = 0;
  let failures = 0;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * WAIT_GROWTH)) {
    await line.pause.over(line.stopping);
    if (line.stopping.aborted) return { kind: 'stopped' };
    const settlement = await look(line, receipt, items);
    if (settlement.kind === 'again') {
      failures += 1;
      const failure = await waitForTry(line, settlement.trouble, failures);
      if (failure !== undefined) throw failure;
      continue;
    }
    failures = 0;
    missing = settlement.kind === 'missing' ? missing + 1 : 0;
    const ended = conclude(line, part, settlement, { id: receipt.id, items, missing });
    if (ended !== undefined) return ended;
    assertPatient(line, receipt, settlement, lastNews());
    await line.tools.sleep(wait, line.stopping);
  }
}

async function look(
  { plan, frozen, exchange, counters }: Asking,
  receipt: Receipt,
  items: number,
): Promise<Settlement> {
  counters.requests += 1;
  try {
    return await plan.target.settle(exchange, frozen.scope, receipt, items);
  } catch (error) {
    return { kind: 'again', trouble: unanswered(error) };
  }
}

interface Look {
  /** Of the job. */
  readonly id: string;
  readonly items: number;
  /** Looks in a row that found nothing. */
  readonly missing: number;
}

function conclude(
  line: Asking,
  part: PartState,
  settlement: Settlement,
  { id, items, missing }: Look,
): Ended | undefined {
  switch (settlement.kind) {
    case 'settled':
    case 'nothing':
    case 'blamed':
    case 'results':
      return settlement;
    case 'broken':
      return { kind: 'doubt', reason: `job ${id}: ${settlement.why}` };
    case 'missing':
      return missing < MOST_MISSING ? undefined : { kind: 'doubt', reason: `the service does not know its job ${id}` };
    case 'refused':
      throw refusalError(line, settlement.refusal);
    case 'failed':
      return failed(line, part, settlement, { id, items });
    case 'running':
    case 'again':
      return undefined;
  }
}

/** Proven to have applied nothing: its rows are refused. Otherwise rows may be there, which only an ordered import can send again. */
function failed(
  line: Asking,
  part: PartState,
  { code, message, committed }: Settlement & { kind: 'failed' },
  { id, items }: Pick<Look, 'id' | 'items'>,
): Ended {
  if (committed === 0 && !mayHaveRunBefore(line, part)) {
    const refused = Array.from({ length: items }, (_, index) => ({ index, code, message }));
    return { kind: 'settled', outcome: { accepted: 0, refused, unlisted: 0 } };
  }
  if (isOrdered(line.frozen.scope)) return { kind: 'nothing', code, message };
  return { kind: 'doubt', reason: `job ${id} failed (${code}: ${message}) and does not say what it had applied` };
}

/** What this job did not apply an earlier one may have: an ordered import sends its rows again, also when their key is forgotten. */
function mayHaveRunBefore(line: Asking, { mayBeApplied, sentSince }: PartState): boolean {
  if (!isOrdered(line.frozen.scope)) return false;
  return mayBeApplied || elapsedMs(sentSince, momentOf(line)) >= line.plan.target.dedupe.windowMs;
}

function assertPatient({ plan, tools }: Asking, { id }: Receipt, settlement: Settlement, since: number): void {
  const waited = tools.clock.uptime() * 1000 - since;
  if (waited < plan.waitTimeoutMs) return;
  const state = settlement.kind === 'running' ? ` (job ${id} is ${settlement.state})` : '';
  const message = `nothing was settled for ${Math.round(waited / 1000)} s, and the service is still at work${state}`;
  throw new BatchctlError(EXIT.pending, 'jobs_not_final', message, { hint: `to go on waiting: ${plan.command}` });
}

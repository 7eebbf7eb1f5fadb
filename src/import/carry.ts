/** Takes a part from wherever the journal says it stands to its outcome. A run that goes on and one that began are the same to it. */
import { BatchctlError, EXIT } from '../errors.js';
import type { Refused } from '../journal/entry.js';
import type { PartState } from '../journal/state.js';
import type { ItemRefusal, Outcome } from '../record.js';
import { isOrdered, type Refusal } from '../target/target.js';
import { bodyOf, writePart, type Load } from './announce.js';
import { countItems, itemAt } from './item-range.js';
import { partOf, stateOf, type Line } from './line.js';
import { refusalError, send, type Sent } from './send.js';
import { settle } from './settle.js';
import { splitRefused } from './split.js';

/** Carries a part as far as this run gets. Throws a BatchctlError where the whole run has to stop. */
export async function carry(line: Line, id: string, load: Load): Promise<void> {
  try {
    for (;;) {
      const part = partOf(line, id);
      if (part.phase === 'settled') return;
      if (part.phase === 'doubt') return stopWhereOrderMatters(line, part);
      // What isn't about to be sent holds up nobody, least of all its own parts.
      if (part.phase === 'split' || part.phase === 'accepted') giveBack(load);
      if (part.phase === 'split') return await carryChildren(line, part, load);
      const isMoving = await step(line, part, load);
      if (!isMoving) return;
    }
  } finally {
    giveBack(load);
  }
}

function giveBack(load: Load): void {
  load.release?.();
  load.release = undefined;
}

/** One step of a part that isn't final. False where this run takes it no further. */
function step(line: Line, part: PartState, load: Load): Promise<boolean> {
  if (part.phase === 'accepted') return stepAccepted(line, part, load);
  return part.phase === 'refused' ? stepRefused(line, part, load) : stepSent(line, part, load);
}

async function stepSent(line: Line, part: PartState, load: Load): Promise<boolean> {
  const { id, intent } = part;
  const body = (load.body ??= await bodyOf(line, part, load));
  const request = { body, key: intent.key ?? '', items: countItems(intent.items) };
  load.release ??= await line.sending.acquire();
  const sent = await send(line, part, request, load.isFresh === true);
  // Only a part under way needs its body in memory, and a right to send.
  giveBack(load);
  load.body = undefined;
  // The time in which its key protects it need not begin before the service has seen it, nor does it bind anybody.
  if ('unapplied' in sent && sent.unapplied) await line.journal.append(neverTaken(id, sent));
  if (sent.kind === 'stopped') return false;
  if (sent.kind === 'failed') throw sent.failure;
  if (sent.kind === 'accepted') {
    await line.journal.append({ type: 'ACK', part: id, receipt: sent.receipt });
    line.counters.answered(request.items, body.length);
  } else if (sent.kind === 'settled') {
    line.counters.answered(request.items, body.length);
    await settled(line, part, sent.outcome);
  } else if (sent.kind === 'doubt') {
    await line.journal.append({ type: 'IN_DOUBT', part: id, reason: sent.reason });
  } else {
    await refused(line, part, sent.refusal);
  }
  return true;
}

async function stepAccepted(line: Line, part: PartState, load: Load): Promise<boolean> {
  const { receipt } = part;
  if (receipt === undefined) throw new Error(`part ${part.id} was accepted without a receipt`);
  if (!line.plan.wait) return false;
  const ended = await settle(line, part, receipt, () => line.counters.lastNews);
  if (ended.kind === 'stopped') return false;
  if (ended.kind === 'settled') {
    await settled(line, part, ended.outcome);
  } else if (ended.kind === 'doubt') {
    await line.journal.append({ type: 'IN_DOUBT', part: part.id, reason: ended.reason });
  } else {
    const { code, message } = ended;
    const refusal = { status: 0, code, message, requestId: null, item: null, field: null };
    await line.journal.append({ type: 'REFUSED', part: part.id, about: 'job', ...refusal });
    if (load.hasFailed === true) throw jobFailed(line, code, message);
    load.hasFailed = true;
  }
  return true;
}

/** Refused for its content: it goes on in parts. Refused otherwise, in this run or an earlier one: it is sent again, as a new request. */
async function stepRefused(line: Line, part: PartState, load: Load): Promise<boolean> {
  if (line.stopping.aborted) return false;
  const { refusal, intent, id } = part;
  if (refusal?.about === 'content' || refusal?.about === 'size') {
    const split = splitRefused(part, refusal);
    await line.journal.append(split);
    line.counters.settle(0, split.taken.length);
    return true;
  }
  const generation = intent.generation + (refusal?.about === 'job' ? 1 : 0);
  await writePart(line, id, { intent, items: intent.items, generation }, load);
  return true;
}

async function refused(line: Line, part: PartState, refusal: Refusal): Promise<void> {
  const { about, status, code, message, requestId, index, field } = refusal;
  const isOfContent = about === 'content' || about === 'size';
  const item = index === undefined ? null : itemAt(part.intent.items, index);
  const entry = { status, code, message, requestId, item, field: field ?? null };
  await line.journal.append({ type: 'REFUSED', part: part.id, about: isOfContent ? about : 'other', ...entry });
  // However small the requests that a service takes, halving comes to their size.
  const isHopeless = about === 'content' && line.counters.isHopeless(`${code} ${field ?? ''}`);
  if (!isOfContent || isHopeless) throw refusalError(line, refusal);
}

async function settled(line: Line, part: PartState, { accepted, refused, unlisted }: Outcome): Promise<void> {
  const { items } = part.intent;
  const inChunk = (refusal: ItemRefusal) => ({ ...refusal, index: itemAt(items, refusal.index) });
  await line.journal.append({ type: 'SETTLED', part: part.id, accepted, refused: refused.map(inChunk), unlisted });
  line.counters.settle(accepted, refused.length + unlisted);
}

async function carryChildren(line: Line, part: PartState, load: Load): Promise<void> {
  const again: Load = { recut: load.recut };
  for (const { part: id, items } of part.split?.children ?? []) {
    if (line.stopping.aborted) return;
    const child: Load = { ...again };
    if (!stateOf(line).parts.has(id)) {
      const { generation } = stateOf(line).begin;
      await writePart(line, id, { intent: part.intent, items, generation }, child);
    }
    await carry(line, id, child);
    again.recut = child.recut;
  }
}

function neverTaken(part: string, sent: Sent): Refused {
  const { code, message } =
    'failure' in sent ? sent.failure : { code: 'not_sent', message: 'the run was stopped before it was sent' };
  return { type: 'REFUSED', part, about: 'other', status: 0, code, message, requestId: null, item: null, field: null };
}

/** Rows behind one whose outcome isn't known must not overtake it. */
function stopWhereOrderMatters({ frozen, plan }: Line, { doubt }: PartState): void {
  if (!isOrdered(frozen.scope)) return;
  const message = `rows are in doubt, and those behind them may not be sent before: ${doubt ?? ''}`;
  throw new BatchctlError(EXIT.inDoubt, 'in_doubt', message, {
    hint: `look at the rows there, then: ${plan.command} --new-run`,
  });
}

function jobFailed({ plan }: Line, code: string, message: string): BatchctlError {
  const text = `${plan.target.title} accepted the rows twice, and its job failed each time: ${code}: ${message}`;
  return new BatchctlError(EXIT.refused, 'job_failed', text, { hint: `when the cause is gone: ${plan.command}` });
}

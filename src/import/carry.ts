/** Takes a part from wherever the journal says it stands to its outcome. A run that goes on and one that began are the same to it. */
import { BatchctlError, EXIT } from '../errors.js';
import type { PartState } from '../journal/state.js';
import { isOrdered } from '../target/scope.js';
import { bodyOf, dropBody, writePart, type Load } from './announce.js';
import { sizeOf } from './body.js';
import { collect } from './collect.js';
import { countItems } from './item-range.js';
import { partOf, stateOf, type Line } from './line.js';
import { neverTaken, refuse } from './refuse.js';
import { send, type Sent } from './send.js';
import { settle } from './settle.js';
import { splitRefused } from './split.js';
import { writeEnd } from './write-end.js';

/** Carries a part as far as this run gets. Throws a BatchctlError where the whole run has to stop. */
export async function carry(line: Line, id: string, load: Load): Promise<void> {
  try {
    for (;;) {
      const part = partOf(line, id);
      if (part === undefined || part.phase === 'settled') return;
      if (part.phase === 'doubt' && isOrdered(line.frozen.scope)) throw orderMatters(line, part.doubt ?? '');
      if (part.phase === 'doubt') return;
      // What isn't about to be sent holds up nobody, least of all its own parts.
      if (part.phase === 'split' || part.phase === 'accepted') giveBack(load);
      if (part.phase === 'split') return await carryChildren(line, part, load);
      const isMoving = await step(line, part, load);
      if (!isMoving) return;
    }
  } finally {
    giveBack(load);
    dropBody(line, load);
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
  const { id, intent, uploaded: file, sentSince } = part;
  if (file === undefined) load.body ??= await bodyOf(line, part, load);
  load.release ??= await line.sending.acquire();
  const items = countItems(intent.items);
  const request = { body: load.body, file, key: intent.key ?? '', items, since: sentSince.wall };
  const bytes = load.body === undefined ? 0 : sizeOf(load.body);
  const sent = await send(line, part, request, load.isFresh === true);
  // Only a part under way needs its body, and a right to send.
  giveBack(load);
  dropBody(line, load);
  // The time in which its key protects it need not begin before the service has seen it, nor does it bind anybody.
  if ('unapplied' in sent && sent.unapplied) await line.journal.append(neverTaken(id, sent));
  if (sent.kind === 'stopped') return false;
  if (sent.kind === 'failed') throw sent.failure;
  if (sent.kind === 'refused') await refuse(line, part, sent.refusal);
  else if (sent.kind === 'doubt') await line.journal.append({ type: 'IN_DOUBT', part: id, reason: sent.reason });
  else await taken(line, part, sent, { items, bytes });
  return true;
}

type Taken = Sent & { readonly kind: 'uploaded' | 'accepted' | 'settled' };

async function taken(
  line: Line,
  part: PartState,
  sent: Taken,
  { items, bytes }: { items: number; bytes: number },
): Promise<void> {
  if (sent.kind === 'accepted') await line.journal.append({ type: 'ACK', part: part.id, receipt: sent.receipt });
  if (sent.kind === 'uploaded') await line.journal.append({ type: 'UPLOADED', part: part.id, file: sent.file });
  line.counters.answered(sent.kind === 'uploaded' ? 0 : items, bytes);
  if (sent.kind === 'settled') await writeEnd(line, part, sent);
}

async function stepAccepted(line: Line, part: PartState, load: Load): Promise<boolean> {
  const { receipt } = part;
  if (receipt === undefined) throw new Error(`part ${part.id} was accepted without a receipt`);
  if (!line.plan.wait) return false;
  const ended = await settle(line, part, receipt, () => line.counters.lastNews);
  const known = ended.kind === 'results' ? await collect(line, part, ended) : ended;
  if (known.kind === 'stopped') return false;
  await writeEnd(line, part, known);
  if (known.kind !== 'nothing') return true;
  if (load.hasFailed === true) throw jobFailed(line, known.code, known.message);
  load.hasFailed = true;
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

/** Rows behind one whose outcome isn't known must not overtake it. */
export function orderMatters({ plan }: Pick<Line, 'plan'>, reason: string): BatchctlError {
  const message = `rows are in doubt, and those behind them may not be sent before: ${reason}`;
  return new BatchctlError(EXIT.inDoubt, 'in_doubt', message, {
    hint: `look at the rows there, and say what became of them: ${plan.resolve}`,
  });
}

function jobFailed({ plan }: Line, code: string, message: string): BatchctlError {
  const text = `${plan.target.title} accepted the rows twice, and its job failed each time: ${code}: ${message}`;
  return new BatchctlError(EXIT.refused, 'job_failed', text, { hint: `when the cause is gone: ${plan.command}` });
}

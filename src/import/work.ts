/** What there is to carry: an endless file is never more than the next chunk of it. */
import { matchMarks, type Marks } from '../encode/match-keys.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { Intent } from '../journal/entry.js';
import { cutUpTo, openChunks } from '../journal/state.js';
import type { Body, Position } from '../record.js';
import { STDIN } from '../source/open.js';
import { announce, type Load } from './announce.js';
import { sizeOf } from './body.js';
import { cutChunks } from './chunk.js';
import type { Lane } from './lanes.js';
import { encoderFor, envelopeOf, stateOf, type Line } from './line.js';
import { Patience } from './patience.js';
import { recut } from './recut.js';

export interface Work {
  readonly id: string;
  readonly load: Load;
  /** Where order matters. */
  readonly lane: Lane | undefined;
}

/** First what an earlier run left open, then what is behind it. */
export async function* chunksToCarry(line: Line): AsyncGenerator<Work, void> {
  const state = stateOf(line);
  for (const { id, phase, intent } of openChunks(state)) {
    if (phase === 'settled') continue;
    const lane = await laneAgain(line, intent);
    if (phase === 'doubt') {
      lane?.stay();
      continue;
    }
    line.counters.resumed += 1;
    yield { id, load: {}, lane };
  }
  const from = cutUpTo(state) ?? line.frozen.shape.first;
  const { limits, flushAgeMs } = line.plan;
  const encoder = encoderFor(line, limits.maxBytes);
  const { source, sink, tools, stopping } = line;
  const envelope = envelopeOf(line);
  const patience = source.size === undefined ? new Patience(tools, flushAgeMs, stopping) : undefined;
  const halfRow = line.plan.file === STDIN ? (at: Position) => cutOff(line, at) : undefined;
  for await (const chunk of cutChunks({ source, encoder, envelope, limits, sink, patience, halfRow, from })) {
    assertFewRejected(line);
    const id = await announce(line, chunk);
    line.counters.took(chunk);
    const { body } = chunk;
    const lane = body && line.lanes?.enter(marksOf(line, body, chunk.items), sizeOf(body));
    yield { id, load: { body, isFresh: true }, lane };
  }
}

/** What an earlier run left open keeps its place: the rows behind it must not overtake it now. */
async function laneAgain(line: Line, intent: Intent): Promise<Lane | undefined> {
  if (line.lanes === undefined) return undefined;
  const { body, items } = (await recut(line, intent, line.sink)).chunk;
  return body && line.lanes.enter(marksOf(line, body, items), 0);
}

function marksOf(line: Line, body: Body, items: number): Marks | undefined {
  const { matchKey } = line.frozen.scope;
  if (matchKey === null || !Buffer.isBuffer(body)) return undefined;
  const { head, tail } = envelopeOf(line);
  return matchMarks(body.subarray(Buffer.byteLength(head), body.length - Buffer.byteLength(tail)), items, matchKey);
}

/** Whoever wrote it was killed, most likely: taken for a rejected row it would hide that rows are missing. */
function cutOff({ plan }: Line, { line }: Position): BatchctlError {
  const message = `${plan.name} ends in the middle of line ${line + 1}, and that row is not imported`;
  const hint = `with the whole input, the same command goes on behind what is imported: ${plan.command}`;
  return new BatchctlError(EXIT.source, 'input_cut_off', message, { hint });
}

function assertFewRejected({ plan, counters }: Line): void {
  if (plan.maxRejects === null || !counters.isOver(plan.maxRejects)) return;
  const message = `${counters.rejected} of ${counters.read} rows were rejected, more than --max-rejects allows`;
  throw new BatchctlError(EXIT.maxRejects, 'max_rejects', message, {
    hint: `fix the rows, or go on with a higher limit in it: ${plan.command}`,
  });
}

/** What there is to carry: an endless file is never more than the next chunk of it. */
import { BatchctlError, EXIT } from '../errors.js';
import { cutUpTo } from '../journal/state.js';
import type { Position } from '../record.js';
import { STDIN } from '../source/open.js';
import { announce, type Load } from './announce.js';
import { cutChunks } from './chunk.js';
import { encoderFor, envelopeOf, stateOf, type Line } from './line.js';
import { Patience } from './patience.js';

export interface Work {
  readonly id: string;
  readonly load: Load;
}

/** First what an earlier run left open, then what is behind it. */
export async function* chunksToCarry(line: Line): AsyncGenerator<Work, void> {
  const state = stateOf(line);
  for (const { id, phase } of state.chunks.slice()) {
    if (phase === 'settled' || phase === 'doubt') continue;
    line.counters.resumed += 1;
    yield { id, load: {} };
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
    const { id } = await announce(line, chunk);
    line.counters.took(chunk);
    yield { id, load: { body: chunk.body, isFresh: true } };
  }
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
  throw new BatchctlError(EXIT.maxRejects, 'max_rejects', message, { hint: `with a higher limit: ${plan.command}` });
}

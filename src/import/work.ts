/** What there is to carry: an endless file is never more than the next chunk of it. */
import { BatchctlError, EXIT } from '../errors.js';
import { cutUpTo } from '../journal/state.js';
import { announce, type Load } from './announce.js';
import { cutChunks } from './chunk.js';
import { encoderFor, envelopeOf, stateOf, type Line } from './line.js';

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
  const { limits } = line.plan;
  const encoder = encoderFor(line, limits.maxBytes);
  const { source, sink } = line;
  for await (const chunk of cutChunks({ source, encoder, envelope: envelopeOf(line), limits, sink, from })) {
    assertFewRejected(line);
    const { id } = await announce(line, chunk);
    line.counters.took(chunk);
    yield { id, load: { body: chunk.body, isFresh: true } };
  }
}

function assertFewRejected({ plan, counters }: Line): void {
  if (plan.maxRejects === null || !counters.isOver(plan.maxRejects)) return;
  const message = `${counters.rejected} of ${counters.read} rows were rejected, more than --max-rejects allows`;
  throw new BatchctlError(EXIT.maxRejects, 'max_rejects', message, { hint: `with a higher limit: ${plan.command}` });
}

/** What is behind the last row that was cut. */
import type { Position } from '../record.js';
import { cutChunks } from './chunk.js';
import { encoderFor, envelopeOf, type Line } from './line.js';
import { noSink } from './no-sink.js';

/** Whether there is a row. Blank lines and the like are none. */
export async function hasRowsBehind(
  { plan, frozen, source }: Pick<Line, 'plan' | 'frozen' | 'source'>,
  from: Position,
): Promise<boolean> {
  const { maxBytes } = plan.limits;
  const encoder = encoderFor({ plan, frozen, making: {} }, maxBytes);
  const envelope = envelopeOf({ plan, frozen });
  const chunks = cutChunks({ source, encoder, envelope, limits: { maxRows: 1, maxBytes }, from, sink: noSink });
  const { done } = await chunks.next();
  await chunks.return(undefined);
  return done !== true;
}

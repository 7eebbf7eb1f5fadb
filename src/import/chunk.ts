/** Cuts a source into chunks: a pure function of its bytes, the encoder and the limits. How it is read doesn't show. */
import { advance, type Encoded, type Encoder, type Room } from '../encode/encoder.js';
import type { Lines } from '../encode/lines.js';
import type { Position } from '../record.js';
import { OpenChunk, type Chunk, type Mould } from './open-chunk.js';
import type { Patience } from './patience.js';
import { Window, type Readable } from './window.js';

/** LF and CR. */
const LINE_BREAKS: ReadonlySet<number | undefined> = new Set([10, 13]);

export interface Cutting extends Mould {
  readonly source: Readable;
  readonly encoder: Encoder;
  readonly from: Position;
  /** Of a source that is still being written: a chunk that is old enough is cut though it isn't full. */
  readonly patience?: Patience | undefined;
  /**
   * Of a source that may break off where nobody meant it to end: what is thrown where its last row is broken and has no line break
   * behind it. It is half of a row, most likely, and none of it is imported.
   */
  readonly halfRow?: ((at: Position) => Error) | undefined;
  /** Is shown what was encoded before it goes into a chunk, and the input that it came from. */
  readonly observe?: (encoded: Encoded, input: Buffer, at: Position) => void;
}

/**
 * Cuts as far as the caller asks for more: nothing is read ahead of it but the rest of the window. Ends before the source does where
 * `patience` is told to stop.
 */
export async function* cutChunks(cutting: Cutting): AsyncGenerator<Chunk> {
  const { source, encoder, from, patience, halfRow, observe } = cutting;
  const window = new Window(source, from.byte);
  let at = from;
  let chunk = new OpenChunk(from, cutting);
  for (;;) {
    const encoded = encodeFront(cutting, window, at, chunk.room);
    observe?.(encoded, window.bytes, at);
    const bytes = window.take(encoded.consumed);
    at = advance(at, encoded);
    if (encoded.rows === 0) chunk.passBlank(bytes);
    else {
      chunk.pass(bytes);
      if (encoded.openEnded) at = await skipLine(window, at, chunk, encoder.lines);
      chunk.add(encoded, at);
    }
    const next = await whatFollows(encoded, window, chunk, patience);
    if (next === 'nothing') return chunk.discard();
    if (next === 'end') break;
    if (next === 'more') continue;
    yield chunk.close();
    chunk = chunk.next();
  }
  if (chunk.rows > 0) yield chunk.close();
  else chunk.discard();
  if (halfRow !== undefined && window.bytes.length > 0) throw halfRow(at);
}

function encodeFront({ encoder, halfRow }: Cutting, { bytes, final }: Window, at: Position, room: Room): Encoded {
  const encoded = encoder.encode(bytes, at, room, final);
  const isHalf = halfRow !== undefined && final && endsBroken(encoded, bytes);
  return isHalf ? encoder.encode(bytes, at, room, false) : encoded;
}

/** The last row was rejected, and the source ends with it before its line does. */
function endsBroken({ consumed, rejections, rows, origins }: Encoded, input: Buffer): boolean {
  const isLast = consumed === input.length && rows > 0 && !LINE_BREAKS.has(input[consumed - 1]);
  const lastItem = origins.at(-1) ?? 0;
  return isLast && rejections.length > 0 && lastItem < consumed;
}

/** chunk: it is to be closed · more: of the window, as it is now · end: of the source · nothing: nobody wants what is in the chunk. */
type Next = 'chunk' | 'more' | 'end' | 'nothing';

async function whatFollows(
  { full, consumed }: Encoded,
  window: Window,
  chunk: OpenChunk,
  patience: Patience | undefined,
): Promise<Next> {
  if (full || chunk.room.rows === 0) return 'chunk';
  if (consumed > 0) return 'more';
  if (window.final) return 'end';
  const reading = window.extend();
  const hasRows = chunk.rows > 0;
  if (patience === undefined) await reading;
  const waited = patience === undefined ? 'read' : await patience.wait(reading, hasRows ? chunk : undefined);
  if (waited === 'stopped') return 'nothing';
  return waited === 'old' && hasRows ? 'chunk' : 'more';
}

/** Drops the rest of a line that is too long to be held. */
async function skipLine(window: Window, from: Position, chunk: OpenChunk, lines: Lines): Promise<Position> {
  let { byte } = from;
  for (;;) {
    const { bytes, isEnd } = lines.rest(window.bytes, window.final);
    chunk.pass(window.take(bytes));
    byte += bytes;
    if (isEnd) return { ...from, byte, line: from.line + 1 };
    if (window.final) return { ...from, byte };
    await window.extend();
  }
}

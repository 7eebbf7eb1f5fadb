/** A chunk encoded again from its range of the source: its items one by one, and the row that each of them was. */
import { ORIGIN_WIDTH, type Encoded } from '../encode/encoder.js';
import { countNewlines } from '../encode/lines.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { Intent, ItemRange } from '../journal/entry.js';
import type { Origin, Position } from '../record.js';
import { cutChunks, type Chunk } from './chunk.js';
import { itemAt, countItems } from './item-range.js';
import { encoderFor, envelopeOf, type Line } from './line.js';

/** As much of a line as cutting a chunk again takes. */
export type Recutting = Pick<Line, 'plan' | 'frozen' | 'source'>;

export interface Recut {
  readonly chunk: Chunk;
  /** By index in the chunk. */
  origin(item: number): Origin;
  /** The request that sends these items. */
  body(range: ItemRange): Buffer;
}

/** Throws a BatchctlError (conflict) where the source's bytes are not those that the chunk was cut from. */
export async function recut(line: Recutting, intent: Intent): Promise<Recut> {
  const envelope = envelopeOf(line);
  const items = new ItemTable();
  const limits = { maxRows: intent.end.row - intent.start.row, maxBytes: intent.maxBytes };
  const encoder = encoderFor(line, intent.maxBytes);
  const observe = items.observe.bind(items);
  const chunks = cutChunks({ source: line.source, encoder, envelope, limits, from: intent.start, observe });
  const { value: chunk } = await chunks.next();
  await chunks.return(undefined);
  if (!chunk || chunk.crc !== intent.crc || chunk.end.byte !== intent.end.byte) throw differs(line, intent);

  const head = Buffer.byteLength(envelope.head);
  return {
    chunk,
    origin: (item) => items.origin(item, chunk),
    body: (range) => {
      const pieces: Buffer[] = [Buffer.from(envelope.head)];
      // The chunk's own last item lost its separator to the tail: each piece is taken without, and given one anew.
      for (let position = 0; position < countItems(range); position++) {
        const [start, end] = items.bytes(itemAt(range, position));
        if (position > 0) pieces.push(Buffer.from(envelope.separator));
        const whole = chunk.body ?? Buffer.alloc(0);
        pieces.push(whole.subarray(head + start, head + end - Buffer.byteLength(envelope.separator)));
      }
      pieces.push(Buffer.from(envelope.tail));
      return Buffer.concat(pieces);
    },
  };
}

function differs({ plan }: Recutting, { start, end }: Intent): BatchctlError {
  const lines = `${start.line + 1} to ${end.line}`;
  const message = `${plan.file} is not what the import began with: lines ${lines} would give another request than the one that was sent`;
  const hint = `bring back the file as it was, or send all of it again: ${plan.command} --new-run`;
  return new BatchctlError(EXIT.conflict, 'source_changed', message, { hint });
}

/** Where each item ends among the chunk's items, and where its text stands in the source. */
class ItemTable {
  readonly #ends: number[] = [0];
  readonly #starts: number[] = [];
  readonly #stops: number[] = [];
  readonly #lines: number[] = [];

  observe(encoded: Encoded, input: Buffer, at: Position): void {
    const base = this.#ends.at(-1) ?? 0;
    let line = at.line + 1;
    let counted = 0;
    for (let index = 0; index < encoded.origins.length; index += ORIGIN_WIDTH) {
      const [end = 0, start = 0, stop = 0] = encoded.origins.subarray(index, index + ORIGIN_WIDTH);
      line += countNewlines(input, counted, start);
      counted = start;
      this.#ends.push(base + end);
      this.#starts.push(at.byte + start);
      this.#stops.push(at.byte + stop);
      this.#lines.push(line);
    }
  }

  bytes(item: number): [start: number, end: number] {
    return [this.#ends[item] ?? 0, this.#ends[item + 1] ?? 0];
  }

  origin(item: number, { start, rejections }: Chunk): Origin {
    const from = this.#starts[item] ?? 0;
    const before = rejections.filter((rejection) => rejection.start < from).length;
    return {
      row: start.row + before + item + 1,
      line: this.#lines[item] ?? 0,
      start: from,
      end: this.#stops[item] ?? 0,
    };
  }
}

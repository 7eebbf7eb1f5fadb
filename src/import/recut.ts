/** A chunk encoded again from its range of the source: its items one by one, and the row that each of them was. */
import { ORIGIN_WIDTH, type Encoded } from '../encode/encoder.js';
import type { Lines } from '../encode/lines.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { Intent, ItemRange } from '../journal/entry.js';
import type { Body, Envelope, Origin, Position } from '../record.js';
import { copyBytes, type MakeSink } from './body.js';
import { cutChunks } from './chunk.js';
import type { Chunk } from './open-chunk.js';
import { isWholeRange, stretches } from './item-range.js';
import { encoderFor, envelopeOf, type Line } from './line.js';

/** As much of a line as cutting a chunk again takes. */
export type Recutting = Pick<Line, 'plan' | 'frozen' | 'source' | 'making'>;

export interface Recut {
  readonly chunk: Chunk;
  /** By index in the chunk. */
  origin(item: number): Origin;
  /** The request that sends these items: the chunk's own body where it is all of them. */
  body(range: ItemRange): Promise<Body>;
}

/** Throws a BatchctlError (conflict) where the source's bytes are not those that the chunk was cut from. */
export async function recut(line: Recutting, intent: Intent, sink: MakeSink): Promise<Recut> {
  const envelope = envelopeOf(line);
  const limits = { maxRows: intent.end.row - intent.start.row, maxBytes: intent.maxBytes };
  const encoder = encoderFor(line, intent.maxBytes);
  const items = new ItemTable(encoder.lines);
  const observe = items.observe.bind(items);
  const chunks = cutChunks({ source: line.source, encoder, envelope, limits, from: intent.start, sink, observe });
  const { value: chunk } = await chunks.next();
  await chunks.return(undefined);
  if (!chunk || chunk.crc !== intent.crc || chunk.end.byte !== intent.end.byte) throw differs(line, intent);

  return {
    chunk,
    origin: (item) => items.origin(item),
    body: async (range) => {
      if (chunk.body === undefined) throw new Error('a chunk without items has no body');
      return isWholeRange(range, chunk.items) ? chunk.body : await pick(chunk.body, { range, items, envelope, sink });
    },
  };
}

interface Picking {
  readonly range: ItemRange;
  readonly items: ItemTable;
  readonly envelope: Envelope;
  readonly sink: MakeSink;
}

/** Some items of a whole body in a body of their own. */
async function pick(whole: Body, { range, items, envelope, sink }: Picking): Promise<Body> {
  const [head, separator, tail] = [envelope.head, envelope.separator, envelope.tail].map((text) => Buffer.from(text));
  const body = sink(0);
  body.append(head ?? Buffer.alloc(0));
  const before = body.length;
  for (const [first, last] of stretches(range)) {
    if (body.length > before) body.append(separator ?? Buffer.alloc(0));
    // A chunk's own last item lost its separator to the tail: each stretch is taken without.
    const end = items.end(last) - (separator?.length ?? 0);
    await copyBytes(whole, [before + items.start(first), before + end], body);
  }
  body.append(tail ?? Buffer.alloc(0));
  return body.finish();
}

function differs({ plan }: Recutting, { start, end }: Intent): BatchctlError {
  const lines = `${start.line + 1} to ${end.line}`;
  const message = `${plan.name} is not what the import began with: lines ${lines} would give another request than the one that was sent`;
  const hint = `bring back the file as it was, or send all of it again: ${plan.command} --new-run`;
  return new BatchctlError(EXIT.conflict, 'source_changed', message, { hint });
}

/** Where each item ends among the chunk's items, and where its text stands in the source. */
class ItemTable {
  readonly #ends: number[] = [0];
  readonly #starts: number[] = [];
  readonly #stops: number[] = [];
  readonly #lines: number[] = [];
  readonly #rows: number[] = [];
  readonly #format: Lines;

  constructor(format: Lines) {
    this.#format = format;
  }

  observe(encoded: Encoded, input: Buffer, at: Position): void {
    const base = this.#ends.at(-1) ?? 0;
    let line = at.line + 1;
    let counted = 0;
    let { row } = at;
    let rejected = 0;
    for (let index = 0; index < encoded.origins.length; index += ORIGIN_WIDTH) {
      const [end = 0, start = 0, stop = 0] = encoded.origins.subarray(index, index + ORIGIN_WIDTH);
      line += this.#format.count(input, counted, start);
      counted = start;
      this.#ends.push(base + end);
      this.#starts.push(at.byte + start);
      this.#stops.push(at.byte + stop);
      this.#lines.push(line);
      for (; (encoded.rejections[rejected]?.start ?? Infinity) < at.byte + start; rejected++) row += 1;
      row += 1;
      this.#rows.push(row);
    }
  }

  /** Offset among the items' bytes. */
  start(item: number): number {
    return this.#ends[item] ?? 0;
  }

  /** Behind its separator. */
  end(item: number): number {
    return this.#ends[item + 1] ?? 0;
  }

  origin(item: number): Origin {
    return {
      row: this.#rows[item] ?? 0,
      line: this.#lines[item] ?? 0,
      start: this.#starts[item] ?? 0,
      end: this.#stops[item] ?? 0,
    };
  }
}

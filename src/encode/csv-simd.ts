import type { Position } from '../record.js';
import { CsvEncoder } from './csv.js';
import { CSV_LINES } from './csv-lines.js';
import type { CsvShape } from './csv-shape.js';
import { csvSimdMemory, type CsvSimdMemory, type ScanSizes } from './csv-simd-memory.js';
import { ORIGIN_WIDTH, type Encoded, type Encoder, type ItemLimits, type Room } from './encoder.js';
import { LF } from './lines.js';
import { OWN_ROW } from './own-names.js';
import { SoundLines } from './sound-lines.js';

const USUAL_SIZES: ScanSizes = { input: 65_536, items: 262_144, records: 4096 };

/** What is scanned at once, at least. */
const LEAST_BYTES = 4096;
/** Of rows that most probably fit into these, no more is copied than their number says. */
const LIKELY_BYTES = 2048;
/** Handed over at once, at most. */
const MOST_ROWS = 256;
/** What the reference is shown at first for each row that it is handed: it looks at all that it is shown. */
const FRONT_BYTES = 4096;

/**
 * Regular records by the scanner, 16 bytes at a time; all others by the reference, in place. There is one rule: where the scanner takes
 * nothing, for whatever reason, the reference answers. So only the reference rejects a row, or says that the room is full.
 */
export class CsvSimdEncoder implements Encoder {
  readonly lines = CSV_LINES;
  readonly #reference: CsvEncoder;
  readonly #memory: CsvSimdMemory;
  /** How much is worth scanning at once. No answer for a row depends on this, nor on what follows. */
  #scanBytes: number;
  /** Bytes of regular rows since a row was handed over, and about how many there are before the next one. */
  #runBytes = 0;
  #usualBytes: number;
  /** How many rows were handed over the last time, if nothing was taken since. */
  #handed = 0;
  /** The scan stopped in front of a row, most probably because that isn't regular: then it isn't scanned a second time. */
  #hasStopped = false;

  /** The shape must be one that `isScannable`. */
  constructor(shape: CsvShape, limits: ItemLimits, sizes: ScanSizes = USUAL_SIZES) {
    this.#reference = new CsvEncoder(shape, limits);
    this.#memory = csvSimdMemory(shape, limits, sizes);
    this.#scanBytes = this.#memory.input.length;
    this.#usualBytes = this.#scanBytes;
  }

  encode(input: Buffer, at: Position, room: Room, final: boolean): Encoded {
    const run = this.#hasStopped ? undefined : this.#scan(input, room);
    if (run !== undefined) {
      this.#handed = 0;
      this.#runBytes += run.consumed;
      this.#scanNext(Math.max(this.#scanBytes, this.#runBytes));
      return run;
    }
    this.#hasStopped = false;
    const rows = Math.min(room.rows, Math.max(1, this.#handed));
    const answer = this.#refer(input, at, { rows, bytes: room.bytes }, final);
    if (answer.rows > 0) this.#handMore();
    return answer;
  }

  /** The regular records at the front of the input, or undefined where there is none. */
  #scan(input: Buffer, room: Room): Encoded | undefined {
    const { scanner, items, origins } = this.#memory;
    const likely = Math.max(LEAST_BYTES, Math.min(room.bytes, room.rows * LIKELY_BYTES));
    const front = input.subarray(0, Math.min(this.#scanBytes, likely));
    const lines = front.subarray(0, front.lastIndexOf(LF) + 1);
    const text = lines.subarray(0, new SoundLines(lines).endFrom(0));
    this.#memory.input.set(text);
    const most = Math.min(room.rows, origins.length / ORIGIN_WIDTH);
    const rows = scanner.take(text.length, Math.min(room.bytes, items.length), most);
    if (rows === 0) return undefined;
    const consumed = origins[rows * ORIGIN_WIDTH - 1] ?? 0;
    this.#hasStopped = rows < most && consumed < lines.length;
    return {
      consumed,
      rows,
      lines: scanner.lineBreaks(consumed),
      items: items.subarray(0, origins[(rows - 1) * ORIGIN_WIDTH]),
      origins: origins.subarray(0, rows * ORIGIN_WIDTH),
      rejections: [],
      full: false,
      openEnded: false,
    };
  }

  /** The reference's answer. What it says of a row is the same whether it is shown all of the input or enough of it. */
  #refer(input: Buffer, at: Position, room: Room, final: boolean): Encoded {
    for (let bytes = room.rows * FRONT_BYTES; bytes < input.length; bytes *= 8) {
      const answer = this.#reference.encode(input.subarray(0, bytes), at, room, false);
      if ((answer.rows > 0 || answer.full) && !answer.openEnded) return answer;
    }
    return this.#reference.encode(input, at, room, final);
  }

  /** One row that isn't regular most probably stands alone; the more of them there were, the more will follow. */
  #handMore(): void {
    if (this.#handed === 0) {
      this.#usualBytes = (this.#usualBytes + this.#runBytes) / 2;
      this.#runBytes = 0;
    }
    // Records that are longer than what was scanned would be handed over for ever.
    this.#scanNext(this.#handed === 0 ? this.#usualBytes : 2 * this.#scanBytes);
    this.#handed = Math.min(Math.max(1, 2 * this.#handed), MOST_ROWS);
  }

  #scanNext(bytes: number): void {
    this.#scanBytes = Math.min(Math.max(bytes, LEAST_BYTES), this.#memory.input.length);
  }
}

/** Can the scanner take rows of this shape? Not where they have several readings, or are made into what no template says. */
export function isScannable({ delimiter, quote, escape, comment, header }: CsvShape, limits: ItemLimits): boolean {
  const isPlain = /^[\t -~]$/.test(delimiter) && quote === '"' && escape === '"' && comment === '';
  return isPlain && header.length > 0 && !header.includes(OWN_ROW) && isSaid(limits);
}

/** A template knows nothing of a match key among the row's own columns. */
function isSaid({ make, template, required }: ItemLimits): boolean {
  return template === undefined ? make === undefined : required === undefined;
}

/** The running figures of an import: where it stood when the run began, and what was added since. */
import { cutUpTo, type JournalState } from '../journal/state.js';
import type { ProgressFigures } from '../report/report.js';
import type { Chunk } from './open-chunk.js';
import type { MaxRejects } from './plan.js';
import { tally } from './tally.js';

/** So many requests refused for one and the same reason, and none accepted: the mapping is wrong, not a row. */
const MOST_REFUSALS = 3;
const ENOUGH_ROWS = 1_000;

interface Surroundings {
  /** Of the source; 0 as long as nobody knows. */
  readonly totalBytes: () => number;
  readonly tell: (figures: ProgressFigures) => void;
  /** ms since the machine started. */
  readonly now: () => number;
}

export class Counters {
  readonly #totalBytes: () => number;
  readonly #tell: (figures: ProgressFigures) => void;
  #bytes: number;
  read: number;
  sent: number;
  settled: number;
  accepted: number;
  rejected: number;
  requests = 0;
  retries = 0;
  /** Chunks that the run found cut, and those of them that it went on with. */
  readonly known: number;
  resumed = 0;
  /** Bytes of the requests that the service took from this run. */
  sentBytes = 0;
  inFlight = 0;
  /** When something was last settled, or the run began: ms since the machine started. */
  lastNews: number;
  readonly #settledBefore: number;
  readonly #now: () => number;
  readonly #refusals = new Map<string, number>();

  constructor(state: JournalState, { totalBytes, tell, now }: Surroundings) {
    const { rows, sent } = tally(state);
    this.known = state.chunks.count;
    this.#now = now;
    this.lastNews = now();
    this.#totalBytes = totalBytes;
    this.#tell = tell;
    this.#bytes = cutUpTo(state)?.byte ?? 0;
    this.read = rows.read;
    this.sent = sent;
    this.settled = rows.accepted + rows.rejected;
    this.#settledBefore = this.settled;
    this.accepted = rows.accepted;
    this.rejected = rows.rejected;
  }

  /** Rows that became final in this run. */
  get settledNow(): number {
    return this.settled - this.#settledBefore;
  }

  /** A chunk was cut and announced: its rejected rows are final. */
  took({ start, end, rejections }: Pick<Chunk, 'start' | 'end' | 'rejections'>): void {
    this.read += end.row - start.row;
    this.sent += rejections.length;
    this.rejected += rejections.length;
    this.settled += rejections.length;
    this.tell(end.byte);
  }

  /** A share of rejected rows says something only when there are enough of them. */
  isOver({ count, unit }: MaxRejects): boolean {
    if (unit === 'rows') return this.rejected > count;
    return this.read >= ENOUGH_ROWS && this.rejected * 100 > count * this.read;
  }

  /** The service has taken a request. */
  answered(rows: number, bytes: number): void {
    this.sent += rows;
    this.sentBytes += bytes;
    this.tell();
  }

  /** A part is final. */
  settle(accepted: number, rejected: number): void {
    this.accepted += accepted;
    this.rejected += rejected;
    this.settled += accepted + rejected;
    this.lastNews = this.#now();
    this.tell();
  }

  /** Notes a whole refusal: true for the third one with the same cause where not a single row was ever accepted. */
  isHopeless(cause: string): boolean {
    const count = (this.#refusals.get(cause) ?? 0) + 1;
    this.#refusals.set(cause, count);
    return this.accepted === 0 && count >= MOST_REFUSALS;
  }

  /** Shows the figures; `bytes` is how far the source was cut. */
  tell(bytes = this.#bytes): void {
    this.#bytes = Math.max(this.#bytes, bytes);
    const { read, sent, settled, rejected, retries, inFlight } = this;
    this.#tell({
      bytes: this.#bytes,
      totalBytes: this.#totalBytes(),
      read,
      sent,
      settled,
      rejected,
      retries,
      inFlight,
    });
  }
}

/** Standard input: read once, as far as it is asked for, and kept so that every position can be read again. */
import { BatchctlError, stopCode } from '../errors.js';
import type { SourceIdentity } from '../record.js';
import { unreadable } from './faults.js';
import { Source } from './source.js';
import { StdinSpool } from './stdin-spool.js';

export interface Streaming {
  /** What people are told that it is. */
  readonly name: string;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Asks to end in good order: reads that wait for input don't wait any longer. */
  readonly stop: AbortSignal;
  /** Ends when the first look has waited long enough for input; undefined where it may wait for ever. */
  readonly lookAge: (() => Promise<undefined>) | undefined;
}

/**
 * Nothing is read ahead of what is asked for. That whoever writes has failed, or was killed, can't be told from its being finished:
 * either is the end of the input.
 */
export class StreamSource extends Source {
  readonly path: string;
  readonly #spool = new StdinSpool();
  readonly #streaming: Streaming;
  #pieces: AsyncIterator<Uint8Array> | undefined;
  #pulling: Promise<void> | undefined;
  #isOver = false;

  constructor(streaming: Streaming) {
    super();
    this.path = streaming.name;
    this.#streaming = streaming;
  }

  get size(): number | undefined {
    return this.#isOver ? this.#spool.length : undefined;
  }

  /** A position where nothing has come yet is waited for. Throws a BatchctlError (interrupted) where it is asked to end meanwhile. */
  async read(into: Uint8Array, position: number): Promise<number> {
    while (position >= this.#spool.length && !this.#isOver) await this.#pull();
    return position < this.#spool.length && into.length > 0 ? await this.#spool.read(into, position) : 0;
  }

  /** None: what is in the ranges alone can tell. */
  async identity(): Promise<SourceIdentity> {
    return { size: 0, mtimeMs: 0, head: '', tail: '' };
  }

  async verify(): Promise<void> {}

  override async keepIn(directory: string | null): Promise<void> {
    await this.#spool.keepIn(directory);
  }

  override async replaceOlder(): Promise<void> {
    await this.#spool.replaceOlder();
  }

  override async forget(): Promise<void> {
    await this.#spool.forget();
  }

  override lookAge(): Promise<undefined> | undefined {
    return this.#streaming.lookAge?.();
  }

  async close(): Promise<void> {
    this.#isOver = true;
    // Not waited for: a stream that is being read ends only when something comes.
    void this.#pieces?.return?.().catch(() => undefined);
    await this.#spool.close();
  }

  /** Waits for the next piece, which everybody who waits gets. */
  async #pull(): Promise<void> {
    this.#pulling ??= this.#next().finally(() => (this.#pulling = undefined));
    await interruptible(this.#pulling, this.#streaming.stop);
  }

  async #next(): Promise<void> {
    this.#pieces ??= this.#streaming.stdin()[Symbol.asyncIterator]();
    const next = await this.#pieces.next().catch((error: unknown) => {
      throw unreadable(this.path, error);
    });
    if (this.#isOver) return;
    if (next.done === true) this.#isOver = true;
    else await this.#spool.append(next.value);
  }
}

async function interruptible(work: Promise<void>, stop: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    const end = () =>
      reject(new BatchctlError(stopCode(stop.reason), 'stopped', 'stopped while waiting for standard input'));
    if (stop.aborted) end();
    else stop.addEventListener('abort', end, { signal: waiting.signal });
  });
  try {
    await Promise.race([work, stopped]);
  } finally {
    waiting.abort();
  }
}

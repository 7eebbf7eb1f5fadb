/** A text that has to be unpacked or converted: never spooled, and never in memory as a whole. */
import type { SourceIdentity } from '../record.js';
import { Cursor } from './cursor.js';
import { Source } from './source.js';
import { textOf, type Reading } from './text.js';

/**
 * Cutting, cutting again and reading rows again each go forward, so that a few cursors come to almost every place without beginning
 * once more at the front.
 */
const MOST_CURSORS = 4;

export class PackedSource extends Source {
  readonly path: string;
  readonly #reading: Reading;
  /** The one used last stands last. */
  #cursors: Cursor[] = [];
  #size: number | undefined;

  constructor(reading: Reading) {
    super();
    this.path = reading.source.path;
    this.#reading = reading;
  }

  get size(): number | undefined {
    return this.#size;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    if (into.length === 0) return 0;
    for (;;) {
      const holder = this.#cursors.find((cursor) => cursor.holds(position));
      if (holder !== undefined) return this.#use(holder).copy(into, position);
      if (this.#size !== undefined && position >= this.#size) {
        await this.verify();
        return 0;
      }
      const cursor = this.#behind(position) ?? this.#another();
      if (cursor === undefined) await Promise.race(this.#cursors.flatMap(({ moving }) => moving ?? []));
      else await this.#move(this.#use(cursor), position);
    }
  }

  /**
   * Of the source as it is kept. What is an archive, or can be read again, is read to its end for it: an archive that isn't whole is
   * refused before anything of it is sent.
   */
  async identity(): Promise<SourceIdentity> {
    const { source, unpack } = this.#reading;
    const identity = await source.identity();
    if (this.#size === undefined && (unpack !== undefined || source.size !== undefined)) {
      this.#size = await this.#measure().catch((error: unknown) => this.#blame(error));
    }
    return identity;
  }

  async verify(): Promise<void> {
    await this.#reading.source.verify();
  }

  override async keepIn(directory: string | null): Promise<void> {
    await this.#reading.source.keepIn(directory);
  }

  override async replaceOlder(): Promise<void> {
    await this.#reading.source.replaceOlder();
  }

  override async forget(): Promise<void> {
    await this.#reading.source.forget();
  }

  override lookAge(): Promise<undefined> | undefined {
    return this.#reading.source.lookAge();
  }

  async close(): Promise<void> {
    await this.#reading.source.close();
    await Promise.all(this.#cursors.map((cursor) => cursor.close().catch(() => undefined)));
  }

  #use(cursor: Cursor): Cursor {
    this.#cursors = [...this.#cursors.filter((other) => other !== cursor), cursor];
    return cursor;
  }

  /** The nearest idle cursor that comes to the position by going forward. */
  #behind(position: number): Cursor | undefined {
    const fitting = this.#cursors.filter(
      ({ moving, isOver, end }) => moving === undefined && !isOver && end <= position,
    );
    return fitting.toSorted((one, two) => two.end - one.end)[0];
  }

  /** A cursor at the front, in place of the one that is idle longest where there are enough; undefined where all are busy. */
  #another(): Cursor | undefined {
    if (this.#cursors.length >= MOST_CURSORS) {
      const idle = this.#cursors.find(({ moving }) => moving === undefined);
      if (idle === undefined) return undefined;
      this.#drop(idle);
    }
    return new Cursor(textOf(this.#reading));
  }

  async #move(cursor: Cursor, position: number): Promise<void> {
    try {
      await cursor.reach(position);
    } catch (error) {
      this.#drop(cursor);
      return await this.#blame(error);
    }
    if (cursor.isOver) this.#size = cursor.end;
  }

  async #measure(): Promise<number> {
    let size = 0;
    for await (const piece of textOf(this.#reading)) size += piece.length;
    return size;
  }

  /** What was written to meanwhile isn't damaged: it has changed. */
  async #blame(error: unknown): Promise<never> {
    await this.verify();
    throw error;
  }

  #drop(cursor: Cursor): void {
    this.#cursors = this.#cursors.filter((other) => other !== cursor);
    void cursor.close().catch(() => undefined);
  }
}

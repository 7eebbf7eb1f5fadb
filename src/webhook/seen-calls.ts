import { createHash } from 'node:crypto';

/** Deliveries are repeated within minutes; older ones are forgotten. */
const REMEMBERED = 10_000;

/** Tells calls that came before from new ones: by their body, or by an id that their signature covers. */
export class SeenCalls {
  readonly #most: number;
  readonly #marks = new Set<string>();

  /** Remembers so many marks, one or two a call. */
  constructor(most = REMEMBERED) {
    this.#most = most;
  }

  /** True for a call that is new, and that call is known from then on. */
  isNew(body: Buffer, id: string | null): boolean {
    const marks = [createHash('sha256').update(body).digest('base64'), ...(id === null ? [] : [`id ${id}`])];
    const isNew = !marks.some((mark) => this.#marks.has(mark));
    for (const mark of marks) this.#marks.add(mark);
    for (const oldest of this.#marks) {
      if (this.#marks.size <= this.#most) break;
      this.#marks.delete(oldest);
    }
    return isNew;
  }
}

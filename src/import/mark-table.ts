/** Which lane met each mark last: a hash table in a typed array, as there is a mark for every row under way. */

/** A power of two. */
const LEAST_PLACES = 4096;
/** Marks take at most so much of the places. */
const MOST_LOAD = 0.75;

/** Numbers of one place: a mark, and the lane that met it last. Side by side, since they are looked at together. */
const WIDTH = 2;

export class MarkTable {
  /** Marks are 0 where a place is free. */
  #places = new Float64Array(WIDTH * LEAST_PLACES);
  #used = 0;
  /** By lane; 1 where it has entered and not left. */
  #open = new Uint8Array(1024);

  /** Makes `lane`, which counts from 1, the last one to have met these marks. Answers with the open lanes that were the last before it. */
  enter(marks: Float64Array, lane: number): Set<number> {
    this.#setOpen(lane);
    if (this.#used + marks.length > MOST_LOAD * (this.#places.length / WIDTH)) this.#makeRoom(marks.length);
    const before = new Set<number>();
    for (const mark of marks) {
      const last = this.#put(mark, lane);
      if (last !== lane && this.#open[last] === 1) before.add(last);
    }
    return before;
  }

  /** Its marks mean nothing any more, and are dropped in time. */
  leave(lane: number): void {
    this.#open[lane] = 0;
  }

  #setOpen(lane: number): void {
    if (lane >= this.#open.length) {
      const longer = new Uint8Array(2 * lane);
      longer.set(this.#open);
      this.#open = longer;
    }
    this.#open[lane] = 1;
  }

  /** Answers with the lane that had the mark before; 0 where none had it. */
  #put(mark: number, lane: number): number {
    const places = this.#places;
    const end = places.length - 1;
    let at = (WIDTH * mark) & end;
    while (places[at] !== 0 && places[at] !== mark) at = (at + WIDTH) & end;
    const last = places[at + 1] ?? 0;
    if (last === 0) this.#used += 1;
    places[at] = mark;
    places[at + 1] = lane;
    return last;
  }

  #makeRoom(count: number): void {
    const old = this.#places;
    let kept = 0;
    for (let at = 1; at < old.length; at += WIDTH) kept += this.#open[old[at] ?? 0] ?? 0;
    // Half as many again may come before this has to be done once more.
    let places = LEAST_PLACES;
    while (places * MOST_LOAD < 1.5 * (kept + count)) places *= 2;
    this.#places = new Float64Array(WIDTH * places);
    this.#used = 0;
    for (let at = 0; at < old.length; at += WIDTH) {
      const lane = old[at + 1] ?? 0;
      if (this.#open[lane] === 1) this.#put(old[at] ?? 0, lane);
    }
  }
}

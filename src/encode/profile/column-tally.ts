/** What stands in one column: counts, and the first rows of what may matter. */
import { areBooleans, booleanBit } from './boolean-words.js';
import { kindOfJson, kindOfText, type CellKind } from './cell-kind.js';
import { isAmbiguousDate } from './date-kind.js';
import type { DistinctCounter } from './distinct.js';
import { clipped, NEVER, OpenSighting, type Sighting } from './sighting.js';

const MOST_EXAMPLES = 3;

export class ColumnTally {
  readonly name: string;
  readonly #kinds = new Map<CellKind, OpenSighting>();
  readonly #blanks = new OpenSighting();
  readonly #ambiguous = new OpenSighting();
  readonly #distinct: DistinctCounter;
  readonly #examples: string[] = [];
  #longest = 0;
  #texts = 0;
  #booleanBits = 0;
  #zerosAndOnes = 0;

  constructor(name: string, distinct: DistinctCounter) {
    this.name = name;
    this.#distinct = distinct;
  }

  /** A row's value as JSON text. */
  add(json: string, row: number): void {
    const isText = json.startsWith('"');
    const text = isText ? textOf(json) : json;
    const kind = isText ? kindOfText(text) : kindOfJson(json);
    this.#see(kind).add(text, row);
    if (kind === 'empty' || kind === 'null') return;
    if (isText) this.#addText(text, kind, row);
    this.#distinct.add(json);
    if (text.length > this.#longest) this.#longest = Math.max(this.#longest, characters(text));
    this.#exemplify(text);
  }

  seen(kind: CellKind): Sighting {
    return this.#kinds.get(kind) ?? NEVER;
  }

  /** Of these kinds together. */
  count(...kinds: readonly CellKind[]): number {
    return kinds.reduce((sum, kind) => sum + this.seen(kind).count, 0);
  }

  /** Values that are there and not empty. */
  get values(): number {
    const all = [...this.#kinds.values()].reduce((sum, { count }) => sum + count, 0);
    return all - this.count('empty', 'null');
  }

  /** How many of them are texts rather than JSON's own numbers, booleans, objects and lists. */
  get texts(): number {
    return this.#texts;
  }

  /** Texts with blanks around them. */
  get blanks(): Sighting {
    return this.#blanks;
  }

  /** Dates whose day and month could be one or the other. */
  get ambiguous(): Sighting {
    return this.#ambiguous;
  }

  /** Values that mean yes or no; none where the words may be something else. */
  get booleans(): number {
    const isSure = areBooleans(this.#booleanBits) || this.#texts === 0;
    return isSure && this.count('boolean') > 0 ? this.count('boolean') + this.#zerosAndOnes : 0;
  }

  get distinct(): { readonly count: number; readonly isExact: boolean } {
    const { count, isExact } = this.#distinct;
    return { count, isExact };
  }

  /** Characters of the longest value, quotes not counted. */
  get longest(): number {
    return this.#longest;
  }

  /** The first different values. */
  get examples(): readonly string[] {
    return this.#examples;
  }

  #see(kind: CellKind): OpenSighting {
    const known = this.#kinds.get(kind) ?? new OpenSighting();
    this.#kinds.set(kind, known);
    return known;
  }

  #addText(text: string, kind: CellKind, row: number): void {
    this.#texts += 1;
    if (kind === 'boolean') this.#booleanBits |= booleanBit(text);
    else if (kind === 'int' && (text === '0' || text === '1')) this.#zerosAndOnes += 1;
    else if (kind === 'other-date' && isAmbiguousDate(text)) this.#ambiguous.add(text, row);
    if (isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1))) this.#blanks.add(text, row);
  }

  #exemplify(text: string): void {
    if (this.#examples.length === MOST_EXAMPLES) return;
    const example = clipped(text);
    if (!this.#examples.includes(example)) this.#examples.push(example);
  }
}

function textOf(json: string): string {
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);
}

/** A character may take two of a string's units. */
function characters(text: string): number {
  let pairs = 0;
  for (let index = 1; index < text.length; index++) if (isLow(text.charCodeAt(index))) pairs += 1;
  return text.length - pairs;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Space, tab, line breaks, no-break space. */
function isBlank(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0;
}

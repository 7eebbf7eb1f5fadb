/** Damages sound inputs: by bits and bytes, by tokens that mean something to the format, and by whole values where there are some. */
import { Chance } from '../encode/simd/chance.js';

/** Sound inputs of one decoder, and what else may stand in them. */
export interface Corpus {
  /** One character a byte. */
  readonly seeds: readonly string[];
  readonly tokens: readonly string[];
}

/** Inputs grow no longer than this, but for those that are made long on purpose. Characters. */
const USUAL_LENGTH = 2_000;
const MOST_LENGTH = 70_000;
const MOST_STEPS = 6;

const BYTES = '\0\t\n\r "\'\\,:;[]{}-+.0129eE\u007f\u0080\u00a9\u00c3\u00ed\u00f0\u00fe\u00ff';

/** JSON values that no answer, row or file is expected to hold. */
const VALUES = [
  'null',
  'true',
  '-1',
  '0',
  '1.5',
  '1e400',
  '9007199254740993',
  '""',
  '"."',
  '".."',
  String.raw`"\ud800"`,
  String.raw`"..\u002f..\r\nX: 1"`,
  String.raw`"\u001b[2J\u202e"`,
  '"__proto__"',
  '[]',
  '{}',
  '[null,1,"x",{},[]]',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  `${'['.repeat(300)}${']'.repeat(300)}`,
  `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`,
];
const NAMES = ['"__proto__"', '"constructor"', '"toString"', '"length"', '""', String.raw`"\u005f_proto__"`];

const ATOM = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\b(?:true|false|null)\b|\{\}|\[\]/g;

interface Atom {
  readonly text: string;
  readonly at: number;
  readonly isName: boolean;
}

interface Seed {
  readonly text: string;
  readonly atoms: readonly Atom[];
}

export class Mutator {
  #chance = new Chance(0);
  readonly #seeds: readonly Seed[];
  readonly #tokens: readonly string[];

  constructor({ seeds, tokens }: Corpus) {
    this.#seeds = seeds.map((text) => ({ text, atoms: atomsIn(text) }));
    this.#tokens = tokens;
  }

  /** The input of this number, one character a byte: the same every time. One in twenty is sound. */
  input(number: number): string {
    this.#chance = new Chance(number);
    const chance = this.#chance;
    const seed = chance.pick(this.#seeds);
    if (chance.oneIn(20)) return seed.text;
    const isRevalued = seed.atoms.length > 0 && chance.oneIn(2);
    let text = isRevalued ? this.#revalued(seed) : seed.text;
    const steps = isRevalued ? chance.below(3) : 1 + chance.below(MOST_STEPS);
    for (let left = steps; left > 0; left--) text = this.#step(text);
    return text.slice(0, chance.oneIn(200) ? MOST_LENGTH : Math.max(USUAL_LENGTH, 2 * seed.text.length));
  }

  /** A number from 0 to just below `end`, for whoever decodes the input that was made last. */
  below(end: number): number {
    return this.#chance.below(end);
  }

  #step(text: string): string {
    const chance = this.#chance;
    const [from, to] = this.#range(text);
    switch (chance.below(9)) {
      case 0:
        return this.#flipped(text);
      case 1:
        return text.slice(0, from) + text.slice(to);
      case 2:
        return text.slice(0, from);
      case 3:
        return text.slice(0, from) + this.#repeated(text.slice(from, to)) + text.slice(to);
      case 4:
        return text.slice(0, from) + this.#other(text) + text.slice(to);
      case 5:
      case 6:
        return text.slice(0, from) + this.#bytes() + text.slice(chance.oneIn(2) ? from : to);
      default:
        return text.slice(0, from) + this.#token() + text.slice(chance.oneIn(2) ? from : to);
    }
  }

  #range(text: string): [from: number, to: number] {
    const from = this.#chance.below(text.length + 1);
    const most = this.#chance.oneIn(4) ? text.length - from : Math.min(8, text.length - from);
    return [from, from + this.#chance.below(most + 1)];
  }

  #flipped(text: string): string {
    if (text === '') return text;
    const at = this.#chance.below(text.length);
    const byte = text.charCodeAt(at) ^ (1 << this.#chance.below(8));
    return text.slice(0, at) + String.fromCharCode(byte & 0xff) + text.slice(at + 1);
  }

  #repeated(text: string): string {
    const times = this.#chance.oneIn(20) ? 2000 : 2 + this.#chance.below(4);
    return text.repeat(Math.min(times, Math.floor(MOST_LENGTH / (text.length + 1)) + 1));
  }

  /** Some of another sound input. */
  #other(text: string): string {
    const other = this.#chance.oneIn(3) ? text : this.#chance.pick(this.#seeds).text;
    const [from, to] = this.#range(other);
    return other.slice(from, to);
  }

  #bytes(): string {
    let bytes = '';
    for (let left = 1 + this.#chance.below(4); left > 0; left--)
      bytes += BYTES.charAt(this.#chance.below(BYTES.length));
    return bytes;
  }

  #token(): string {
    return this.#chance.oneIn(3) ? this.#chance.pick(VALUES) : this.#chance.pick(this.#tokens);
  }

  /** Other values, or other names, in the place of some: what is JSON stays JSON. */
  #revalued({ text, atoms }: Seed): string {
    const chance = this.#chance;
    const times = 1 + chance.below(3);
    const chosen = new Set(Array.from({ length: times }, () => chance.pick(atoms)));
    let [result, end] = ['', text.length];
    for (const { text: atom, at, isName } of [...chosen].toSorted((one, two) => two.at - one.at)) {
      const value = isName ? chance.pick(NAMES) : this.#value(atoms);
      result = value + text.slice(at + atom.length, end) + result;
      end = at;
    }
    return text.slice(0, end) + result;
  }

  #value(atoms: readonly Atom[]): string {
    return this.#chance.oneIn(4) ? this.#chance.pick(atoms).text : this.#chance.pick(VALUES);
  }
}

function atomsIn(seed: string): Atom[] {
  return [...seed.matchAll(ATOM)].map(({ 0: text, index }) => {
    const isName = text.startsWith('"') && /^\s*:/.test(seed.slice(index + text.length));
    return { text, at: index, isName };
  });
}

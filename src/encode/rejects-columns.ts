import type { Fault, Original } from '../record.js';
import { lostCharacters, OWN_DIALECT, OWN_LINE, OWN_PREFIX, OWN_RAW, OWN_ROW } from './own-names.js';
import { readDialect } from './raw-dialect.js';
import { soleRecord } from './sole-record.js';

/** The columns that are sent. */
export function sentColumns(header: readonly string[]): readonly string[] {
  return header.includes(OWN_ROW) ? header.filter((name) => !name.startsWith(OWN_PREFIX)) : header;
}

/** Reads the rows of a rejects file as the rows that they stand for. */
export class RejectsColumns {
  /** The columns that are sent, and where they stand in the header. */
  readonly #names: readonly string[];
  readonly #sent: readonly number[];
  readonly #own: ReadonlyMap<string, number>;

  constructor(header: readonly string[]) {
    const places = [...header.entries()];
    const sent = places.filter(([, name]) => !name.startsWith(OWN_PREFIX));
    this.#names = sent.map(([, name]) => name);
    this.#sent = sent.map(([index]) => index);
    this.#own = new Map(places.flatMap(([index, name]) => (name.startsWith(OWN_PREFIX) ? [[name, index]] : [])));
  }

  /** The values that are sent of a row as wide as the header, or what is wrong with its raw text. */
  read(fields: readonly string[]): readonly string[] | Fault {
    const raw = this.#cell(fields, OWN_RAW);
    if (raw === '') return this.#sent.map((index) => fields[index] ?? '');
    const dialect = readDialect(this.#cell(fields, OWN_DIALECT));
    if ('code' in dialect) return dialect;
    return lostCharacters(raw) ?? soleRecord(Buffer.from(raw), dialect, this.#names);
  }

  /** The row of the first source that a row as wide as the header stands for. */
  original(fields: readonly string[]): Original<readonly string[]> {
    const values = this.read(fields);
    const [row, line] = [OWN_ROW, OWN_LINE].map((name) => this.#cell(fields, name));
    const first = isNumber(row) && isNumber(line) ? { first: { row: Number(row), line: Number(line) } } : {};
    const text = Buffer.from(this.#cell(fields, OWN_RAW));
    if (!('code' in values)) return { content: values, text, ...first };
    return { text, dialect: this.#cell(fields, OWN_DIALECT), ...first };
  }

  #cell(fields: readonly string[], name: string): string {
    return fields[this.#own.get(name) ?? -1] ?? '';
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,15}$/.test(text);
}

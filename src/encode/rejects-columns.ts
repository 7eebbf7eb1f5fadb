import type { Fault } from '../record.js';
import type { CsvDialect } from './csv-dialect.js';
import { lostCharacters, OWN_PREFIX, OWN_RAW, OWN_ROW } from './own-names.js';
import { soleRecord } from './sole-record.js';

/** The columns that are sent. */
export function sentColumns(header: readonly string[]): readonly string[] {
  return header.includes(OWN_ROW) ? header.filter((name) => !name.startsWith(OWN_PREFIX)) : header;
}

/** Reads the rows of a rejects file as the rows that they stand for. */
export class RejectsColumns {
  /** The columns that are sent, and where they stand in the header. */
  readonly names: readonly string[];
  readonly #sent: readonly number[];
  readonly #raw: number;
  readonly #dialect: CsvDialect;

  constructor(header: readonly string[], dialect: CsvDialect) {
    this.names = sentColumns(header);
    this.#sent = this.names.map((name) => header.indexOf(name));
    this.#raw = header.indexOf(OWN_RAW);
    this.#dialect = dialect;
  }

  /** The values that are sent of a row as wide as the header, or what is wrong with its raw text. */
  read(fields: readonly string[]): readonly string[] | Fault {
    const raw = fields[this.#raw] ?? '';
    if (raw === '') return this.#sent.map((index) => fields[index] ?? '');
    return lostCharacters(raw) ?? soleRecord(Buffer.from(raw), this.#dialect, this.names);
  }
}

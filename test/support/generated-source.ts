/** Sources made up from a seed: every row is another, some can't be sent, some the service will refuse. Nothing of the product is in it. */
import { gzipSync } from 'node:zlib';
import type { Chance } from '../encode/simd/chance.js';
import { csvText } from './generated-csv.js';
import { ndjsonText } from './generated-ndjson.js';

/** What of a row may be wrong. */
type Wrong = 'unsendable' | 'email' | 'time' | 'key';

export interface GeneratedRow {
  /** Another in each row. */
  readonly id: string;
  /** What an upsert finds a record by: several rows have it. */
  readonly key: string;
  readonly email: string;
  readonly time: string;
  readonly note: string;
  /** There is no such line in CSV or JSON. */
  readonly isUnsendable: boolean;
}

/** How a source is written, as either program is told. */
export interface Written {
  readonly bytes: Buffer;
  readonly importFlags: readonly string[];
  readonly checkerFlags: readonly string[];
}

export interface GeneratedSource extends Written {
  readonly name: string;
  readonly format: 'csv' | 'ndjson';
  readonly rows: number;
  /** Of an upsert. */
  readonly matchKey: string | undefined;
}

const WORDS = ['Ada', 'said', 'nothing', 'of it', '', 'x', 'Zoë', 'straße', 'a,b;c', 'one|two', "it's", '"so"', '2024'];

/** A source of so many rows. */
export function generateSource(chance: Chance, rows: number): GeneratedSource {
  const isUpsert = chance.oneIn(3);
  // One in so many; 0 for none at all.
  const broken = chance.pick([0, 12, 40]);
  const keys = Math.ceil(rows / 3);
  const all = Array.from({ length: rows }, (_, index) => {
    // A last row that is broken may be taken for half of one.
    const isBroken = broken > 0 && index < rows - 1 && chance.oneIn(broken);
    const wrong = isBroken ? chance.pick<Wrong>(['unsendable', 'email', 'time', 'key']) : undefined;
    return rowOf(chance, index + 1, { keys, wrong });
  });
  const format = chance.pick(['csv', 'ndjson'] as const);
  const written = format === 'csv' ? csvText(chance, all) : ndjsonText(chance, all);
  const isPacked = chance.oneIn(4);
  return {
    ...written,
    bytes: isPacked ? gzipSync(written.bytes) : written.bytes,
    name: `rows.${format}${isPacked ? '.gz' : ''}`,
    format,
    rows,
    matchKey: isUpsert ? 'key' : undefined,
  };
}

function rowOf(chance: Chance, row: number, given: { keys: number; wrong: Wrong | undefined }): GeneratedRow {
  const { keys, wrong } = given;
  const note = Array.from({ length: chance.below(5) }, () => chance.pick(WORDS)).join(' ');
  return {
    id: `row-${row}`,
    key: wrong === 'key' ? '' : `key-${chance.below(keys)}`,
    email: wrong === 'email' ? 'nobody' : chance.pick(['', `user${row}@example.com`]),
    time: wrong === 'time' ? 'yesterday' : `2026-03-${String(10 + (row % 20))}T10:00:00Z`,
    note: note.trim(),
    isUnsendable: wrong === 'unsendable',
  };
}

/** What a rejected row was: its values where it has them, else the text that is to be corrected. */
import { isUtf8 } from 'node:buffer';
import type { Original } from '../record.js';
import type { CsvShape } from './csv-shape.js';
import { withoutBlanks } from './json-text.js';
import { repairRow } from './ndjson-row.js';
import { OWN_DIALECT, OWN_LINE, OWN_RAW, OWN_ROW } from './own-names.js';
import { dialectText } from './raw-dialect.js';
import { RejectsColumns } from './rejects-columns.js';
import { recordFields } from './sole-record.js';

/** A CSV row's values, one for each column that is sent. Of a rejects file's row, what it stands for. */
export function rejectedRecord(shape: CsvShape, raw: Buffer): Original<readonly string[]> {
  const fields = recordFields(shape, raw);
  if (fields === undefined) return { text: raw, dialect: dialectText(shape) };
  if (!shape.header.includes(OWN_ROW)) return { content: fields, text: raw };
  return new RejectsColumns(shape.header).original(fields);
}

/** Some of a source's rejected rows may have a text that isn't written as the rejects file is. */
export function hasOtherDialects(shape: CsvShape): boolean {
  return dialectText(shape) !== '' || shape.header.includes(OWN_DIALECT);
}

/** An NDJSON row's object as text. Of a rejects file's row, what it stands for. */
export function rejectedObject(raw: Buffer): Original<string> {
  if (!isUtf8(raw)) return { text: raw };
  const row = withoutBlanks(raw.toString());
  const { text, ...first } = ownMembers(row);
  const object = repairRow(row, undefined);
  if (typeof object === 'string') return { content: object, text: raw, ...first };
  return { text: text === undefined ? raw : Buffer.from(text), ...first };
}

/** What a rejects file says of the row that it holds. */
function ownMembers(row: string): Pick<Original<string>, 'first'> & { readonly text?: string } {
  try {
    const [text, number, line] = [OWN_RAW, OWN_ROW, OWN_LINE].map((name) => memberOf(JSON.parse(row), name));
    const isPlaced = typeof number === 'number' && typeof line === 'number';
    return { ...(isPlaced && { first: { row: number, line } }), ...(typeof text === 'string' && { text }) };
  } catch {
    return {};
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

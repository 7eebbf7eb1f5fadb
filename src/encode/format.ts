import { BatchctlError, EXIT } from '../errors.js';
import { bomLength, sourceError, type Head } from './source-head.js';

/** What a person can say about a source, and its name. */
export interface FormatChoice {
  readonly format?: 'csv' | 'tsv' | 'ndjson';
  /** CSV only: one character or more. */
  readonly delimiter?: string;
  /** Stands in messages; its ending tells the format where `format` doesn't. */
  readonly name: string;
}

const ENDINGS: Readonly<Record<string, 'csv' | 'tsv' | 'ndjson'>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'ndjson',
};

const TO_LINES = "make it one row a line first: jq --compact-output '.[]' FILE > rows.ndjson";
const TO_ONE_LINE = 'make it one row a line first: jq --compact-output . FILE > rows.ndjson';

/** The format: as chosen, else by the name's ending, else by the first sign. Throws for JSON that isn't NDJSON. */
export function formatOf(head: Head, choice: FormatChoice): 'csv' | 'tsv' | 'ndjson' {
  const text = firstText(head.bytes);
  const known = choice.format ?? ENDINGS[ending(choice.name)];
  const format = known ?? (text.startsWith('{') ? 'ndjson' : 'csv');
  const isArray = format === 'ndjson' ? text.startsWith('[') : known === undefined && /^\[\s*\{/.test(text);
  if (isArray) throw sourceError('json_array', `${head.name} line 1: a JSON array, not one object a line`, TO_LINES);
  if (format === 'ndjson' && /^\{[ \t\r]*\n/.test(text)) {
    throw sourceError(
      'json_not_lines',
      `${head.name} line 1: an object over several lines, not one a line`,
      TO_ONE_LINE,
    );
  }
  return format;
}

/** The start of the text behind a byte order mark and blanks. */
function firstText(bytes: Buffer): string {
  let at = bomLength(bytes);
  while (at < bytes.length && ' \t\r\n'.includes(String.fromCharCode(bytes[at] ?? 0))) at += 1;
  return bytes.toString('latin1', at, at + 1024);
}

/** `customers.csv.gz` ends like `customers.csv`: what it is packed in is no matter here. */
function ending(name: string): string {
  const unpacked = name.toLowerCase().replace(/\.(?:gz|zst)$/, '');
  return unpacked.slice(unpacked.lastIndexOf('.') + 1);
}

/** The delimiter as chosen, else the format's own. Throws where it can't be one. */
export function delimiterOf(format: 'csv' | 'tsv', { delimiter }: FormatChoice): string {
  if (delimiter === undefined) return format === 'tsv' ? '\t' : ',';
  if (delimiter !== '' && !/["\r\n\0]/.test(delimiter)) return delimiter;
  const message = `--delimiter ${JSON.stringify(delimiter)}: a delimiter is not empty and has no quote, NUL or line break`;
  throw new BatchctlError(EXIT.usage, 'delimiter_invalid', message);
}

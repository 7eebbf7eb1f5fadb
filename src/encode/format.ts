import { bomLength, sourceError, type Head } from './source-head.js';

/** What a person can say about a source, and its name. */
export interface FormatChoice {
  readonly format?: 'csv' | 'tsv' | 'ndjson';
  /** CSV only, like all that follows: one character or more. Found out where it isn't said. */
  readonly delimiter?: string;
  /** One ASCII character, or empty where nothing is quoted. */
  readonly quote?: string;
  /** One ASCII character. The quote itself, where it isn't said. */
  readonly escape?: string;
  /** One ASCII character, or empty: lines that begin with it are passed over. */
  readonly comment?: string;
  /** Names for a file without a header line: its first line is a row. */
  readonly columns?: readonly string[];
  /** False without `columns`: they are `column1`, `column2`, as many as the first row has. */
  readonly hasHeader?: boolean;
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

/** A rejected row as a line of the rejects file: fixed in place, the file imports as it is. */
import type { Rejection } from '../record.js';
import { csvLine } from './csv-line.js';

/** A rejected row and what it was in the source. */
interface RejectedRow {
  readonly rejection: Rejection;
  /** The row's bytes in the source, its line break included. */
  readonly raw: Buffer;
}

/** Raw text beyond this isn't repeated: such a row can't be imported as it is anyway. Bytes. */
const MOST_RAW = 65_536;

const OWN_COLUMNS = ['_batchctl_row', '_batchctl_line', '_batchctl_code', '_batchctl_message', '_batchctl_raw'];

/** Turns rejected rows into the lines of one file, each with its line break. */
export interface RejectFormat {
  readonly head: string;
  readonly line: (row: RejectedRow) => string;
}

/** `read` gives a row's values in the order of `columns`, or the text that stands for it where it has no such values. */
export function csvRejects(
  columns: readonly string[],
  read: (raw: Buffer) => readonly string[] | Buffer,
): RejectFormat {
  return {
    head: csvLine([...columns, ...OWN_COLUMNS]),
    line: ({ rejection, raw }) => {
      const values = raw.length > MOST_RAW ? raw : read(raw);
      const { row, line, code, message } = rejection;
      const own = [String(row), String(line), code, message];
      if (!Buffer.isBuffer(values)) return csvLine([...values, ...own, '']);
      return csvLine([...columns.map(() => ''), ...own, rawText(values)]);
    },
  };
}

/** `read` gives the text of a row that is a JSON object, or the text that stands for it. */
export function ndjsonRejects(read: (raw: Buffer) => string | Buffer): RejectFormat {
  return {
    head: '',
    line: ({ rejection, raw }) => {
      const { row, line, code, message } = rejection;
      const own = { _batchctl_row: row, _batchctl_line: line, _batchctl_code: code, _batchctl_message: message };
      const object = raw.length > MOST_RAW ? raw : read(raw);
      if (typeof object !== 'string') return `${JSON.stringify({ _batchctl_raw: rawText(object), ...own })}\n`;
      // Spliced in as text, so that the row's own numbers and their digits stay as they are.
      const members = object.slice(0, object.lastIndexOf('}')).trimEnd();
      return `${members}${members.endsWith('{') ? '' : ','}${JSON.stringify(own).slice(1)}\n`;
    },
  };
}

/** Bytes that are not UTF-8, and what is cut off, show as U+FFFD, which an import refuses: the text must not pass for the row. */
function rawText(raw: Buffer): string {
  const text = raw.subarray(0, MOST_RAW).toString();
  const line = text.replace(/\r?\n$/, '');
  return raw.length > MOST_RAW ? `${line}\uFFFD` : line;
}

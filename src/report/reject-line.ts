/** A rejected row as a line of the rejects file: fixed in place, the file imports as it is. */
import type { Original, Rejection } from '../record.js';
import { csvLine } from './csv-line.js';
import { withoutFormula } from './formula.js';

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

/** What the rejects of a CSV source look like. */
interface CsvRejects {
  /** Those of the source that are sent. */
  readonly columns: readonly string[];
  /** Texts may be written in another way than this file: what that is has a column of its own. */
  readonly hasOtherDialects: boolean;
  /** A row's values in the order of the columns, or the text that stands for them. */
  readonly read: (raw: Buffer) => Original<readonly string[]>;
}

export function csvRejects({ columns, hasOtherDialects, read }: CsvRejects): RejectFormat {
  return {
    head: csvLine([...columns, ...OWN_COLUMNS, ...(hasOtherDialects ? ['_batchctl_dialect'] : [])]),
    line: ({ rejection, raw }) => {
      const { content, text, dialect = '', first = rejection } = originalOf(raw, read);
      const values = content ?? columns.map(() => '');
      // What a service says is for people, and isn't imported again; the row's own values are.
      const said = [rejection.code, rejection.message].map(withoutFormula);
      const own = [String(first.row), String(first.line), ...said];
      const raws = content === undefined ? [rawText(text), dialect] : ['', ''];
      return csvLine([...values, ...own, ...raws.slice(0, hasOtherDialects ? 2 : 1)]);
    },
  };
}

/** `read` gives the text of a row that is a JSON object, or the text that stands for it. */
export function ndjsonRejects(read: (raw: Buffer) => Original<string>): RejectFormat {
  return {
    head: '',
    line: ({ rejection, raw }) => {
      const { content, text, first = rejection } = originalOf(raw, read);
      const { code, message } = rejection;
      const own = {
        _batchctl_row: first.row,
        _batchctl_line: first.line,
        _batchctl_code: code,
        _batchctl_message: message,
      };
      if (content === undefined) return `${JSON.stringify({ _batchctl_raw: rawText(text), ...own })}\n`;
      // Spliced in as text, so that the row's own numbers and their digits stay as they are.
      const members = content.slice(0, content.lastIndexOf('}')).trimEnd();
      return `${members}${members.endsWith('{') ? '' : ','}${JSON.stringify(own).slice(1)}\n`;
    },
  };
}

function originalOf<Content>(raw: Buffer, read: (raw: Buffer) => Original<Content>): Original<Content> {
  return raw.length > MOST_RAW ? { text: raw } : read(raw);
}

/** Bytes that are not UTF-8, and what is cut off, show as U+FFFD, which an import refuses: the text must not pass for the row. */
function rawText(raw: Buffer): string {
  const text = raw.subarray(0, MOST_RAW).toString();
  // All of them: a text that still ended with one would lose it when it is rejected again.
  const line = text.replace(/[\r\n]+$/, '');
  return raw.length > MOST_RAW ? `${line}\uFFFD` : line;
}

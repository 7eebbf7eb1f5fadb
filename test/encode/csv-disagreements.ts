/**
 * Where Python's csv module and Papa Parse read something else than batchctl does, and why that is meant. Each stands behind a header of
 * two columns.
 */
import type { FormatChoice } from '../../src/encode/format.js';

export interface Disagreement {
  readonly what: string;
  readonly rows: string;
  /** What each makes of it: values divided by bars, rows by blanks, `error` where it refuses, in ours the codes of rejected rows first. */
  readonly python: string;
  readonly papa: string;
  readonly ours: string;
  readonly choice?: Partial<FormatChoice>;
  /** Where it isn't two columns. */
  readonly header?: string;
}

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    what: 'a quote inside a field is text there: here it may as well be one that was forgotten to be doubled',
    rows: '1,x"y\n',
    python: '1|x"y',
    papa: '1|x"y',
    ours: 'quote_in_field',
  },
  {
    what: 'blanks in front of a quote make it text there: whoever wrote them meant a quoted field',
    rows: '1, "x"\n',
    python: '1| "x"',
    papa: '1| "x"',
    ours: 'quote_in_field',
  },
  {
    what: 'ragged rows are rows there: which column is missing nobody knows',
    rows: '1\n',
    python: '1',
    papa: '1',
    ours: 'column_count',
  },
  {
    what: 'so is the header again: two files that were put together are no data',
    rows: 'a,b\n',
    python: 'a|b',
    papa: 'a|b',
    ours: 'header_repeated',
  },
  {
    what: 'a NUL behind a closing quote: an error there, text here, as for csv-parse',
    rows: '1,"x"\0\n',
    python: 'error',
    papa: 'error',
    ours: '1|x\0',
  },
  {
    what: 'an error ends it all there, and costs one row here',
    rows: '1,"x"y\n2,z\n',
    python: 'error',
    papa: 'error',
    ours: 'text_after_quote 2|z',
  },
  {
    what: 'a quote that is never closed, too',
    rows: '1,"x\n2,z\n',
    python: 'error',
    papa: 'error',
    ours: 'unclosed_quote 2|z',
  },
  {
    what: 'comments are rows for Python',
    rows: '#,"\n1,2\n',
    python: 'error',
    papa: '1|2',
    ours: '1|2',
    choice: { comment: '#' },
  },
  {
    what: 'for Python an escape is one without quotes, too',
    rows: '1,\\x\n',
    python: '1|x',
    papa: '1|\\x',
    ours: '1|\\x',
    choice: { escape: '\\' },
  },
  {
    what: 'Papa Parse looks for one kind of line break only, which it is told or takes from the beginning',
    rows: '1,2\r3,4\n',
    python: '1|2 3|4',
    papa: '1|2\r3|4',
    ours: '1|2 3|4',
  },
  {
    what: 'Papa Parse knows an escape in front of a quote only, and does not let it escape itself',
    rows: '1,"x\\\\y"\n',
    python: '1|x\\y',
    papa: '1|x\\\\y',
    ours: '1|x\\y',
    choice: { escape: '\\' },
  },
  {
    what: 'Papa Parse takes a row of one empty field in quotes for an empty line',
    header: 'a',
    rows: '""\nx\n',
    python: ' x',
    papa: 'x',
    ours: ' x',
  },
  {
    what: 'Papa Parse passes over spaces between a closing quote and the delimiter',
    rows: '1,"x" \n',
    python: 'error',
    papa: '1|x',
    ours: 'text_after_quote',
  },
];

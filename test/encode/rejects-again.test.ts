/** The rejects file of a source, imported again: unchanged it gives the same rejects, fixed it gives the rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createEncoder } from '../../src/encode/create.js';
import type { FormatChoice } from '../../src/encode/format.js';
import { hasOtherDialects, rejectedObject, rejectedRecord } from '../../src/encode/rejected-row.js';
import { sentColumns } from '../../src/encode/rejects-columns.js';
import { detectShape, type Shape } from '../../src/encode/shape.js';
import { csvRejects, ndjsonRejects, type RejectFormat } from '../../src/report/reject-line.js';
import { cut } from '../support/cut.js';
import { runs } from '../support/properties.js';
import { pollutedCsv } from './csv-files.js';
import { pollutedNdjson } from './ndjson-files.js';
import { csvOutcome, outcome } from './outcome.js';

function formatOf(shape: Shape): RejectFormat {
  if (shape.format === 'ndjson') return ndjsonRejects(rejectedObject);
  const read = (raw: Buffer) => rejectedRecord(shape, raw);
  return csvRejects({ columns: sentColumns(shape.header), hasOtherDialects: hasOtherDialects(shape), read });
}

/** The rejects file of a source. */
function rejectsOf(source: string | Buffer, choice: FormatChoice, required?: string): string {
  const bytes = Buffer.from(source);
  const shape = detectShape(bytes, choice, true);
  assert(shape);
  const format = formatOf(shape);
  const own = required === undefined ? {} : { required };
  // A blank that an NDJSON row loses on its way would make it fit.
  const maxItemBytes = shape.format === 'csv' ? 60 : 1e6;
  const encoder = createEncoder(shape, { separator: ',', maxItemBytes, maxRecordBytes: 1e6, ...own });
  const envelope = { head: '', separator: ',', tail: '' };
  const limits = { maxRows: 1e6, maxBytes: maxItemBytes - 1 };
  const chunks = cut({ bytes, encoder, envelope, limits, from: shape.first, readBytes: 1e6 });
  const lines = chunks.flatMap(({ rejections }) =>
    rejections.map((rejection) => format.line({ rejection, raw: bytes.subarray(rejection.start, rejection.end) })),
  );
  return format.head + lines.join('');
}

/** Everything but what is wrong with the rows: that may be said in other words. */
function withoutReasons(rejects: string): unknown[] {
  const { items } = outcome(rejects.replaceAll('_batchctl_', 'own_'), {
    name: 'x.csv',
    maxBytes: 1e8,
    limits: { maxRecordBytes: 1e7 },
  });
  return items.map((item): unknown =>
    JSON.parse(item, (name, value: unknown) => (['own_code', 'own_message'].includes(name) ? '' : value)),
  );
}

test('csv: unchanged, in whatever dialect the source was, the same rows are rejected with the same numbers', () => {
  let rejected = 0;
  const law = fc.property(pollutedCsv, ({ bytes, dialect }) => {
    const once = rejectsOf(bytes, { name: 'x.csv', ...dialect });
    // What was chosen for the source may be said again.
    const twice = rejectsOf(once, { name: 'x.rejects.csv', ...dialect });
    assert.deepEqual(withoutReasons(twice), withoutReasons(once));
    rejected += withoutReasons(once).length;
  });
  fc.assert(law, runs(200));
  assert.ok(rejected > 500);
});

const REASON = /"_batchctl_code":"[^"]*","_batchctl_message":"(?:[^"\\]|\\.)*"/g;

test('ndjson: unchanged, the same rows are rejected with the same numbers', () => {
  const law = fc.property(pollutedNdjson, (bytes) => {
    // Members that a source itself calls like ours are another matter.
    fc.pre(!bytes.includes('_batchctl_'));
    const once = rejectsOf(bytes, { name: 'x.ndjson' });
    const twice = rejectsOf(once, { name: 'x.ndjson' });
    assert.equal(twice.replaceAll(REASON, ''), once.replaceAll(REASON, ''));
  });
  // A line that is broken and ends with more than one CR.
  fc.assert(law, { ...runs(200), examples: [[Buffer.from('{"id":0}\n{"":null,"id"\r\r\n')]] });
});

test('fixed, a text is read as the source was written, whatever the columns of the file say', () => {
  const rejects = rejectsOf("a;b\n1;'x'y\n2;z\n3;'w\n", { name: 'x.csv', quote: "'" });
  assert.deepEqual(rejects.split('\r\n'), [
    'a,b,_batchctl_row,_batchctl_line,_batchctl_code,_batchctl_message,_batchctl_raw,_batchctl_dialect',
    `,,1,2,text_after_quote,text follows the closing quote of a field,1;'x'y,"{""delimiter"":"";"",""quote"":""'""}"`,
    `,,3,4,unclosed_quote,a quote is opened and never closed,3;'w,"{""delimiter"":"";"",""quote"":""'""}"`,
    '',
  ]);
  const fixed = rejects.replace("1;'x'y", "1;'x;y'").replace("3;'w", "3;'w'''");
  assert.deepEqual(csvOutcome(fixed), { items: ['1|x;y', "3|w'"], rejections: [] });
});

test('a source with commas has no column for that', () => {
  assert.match(rejectsOf('a,b\n1\n', { name: 'x.csv' }), /^a,b(,_batchctl_(row|line|code|message|raw)){5}\r\n/);
});

const HEAD = 'a,b,_batchctl_row,_batchctl_raw,_batchctl_dialect\n';

test('a dialect that was damaged rejects its row', () => {
  for (const dialect of ['x', '1', '{""delimiter"":""""}', '{""quote"":""ab""}', 'null']) {
    const { items, rejections } = csvOutcome(`${HEAD},,7,1;2,"${dialect}"\n`);
    assert.deepEqual([items, rejections.length], [[], 1], dialect);
    assert.match(rejections[0] ?? '', /^1:2 dialect_invalid\(_batchctl_dialect\)/);
  }
  assert.deepEqual(csvOutcome(`${HEAD},,7,"1,2",\n,,7,"1,2","{}"\n`).items, ['1|2', '1|2']);
});

test('saved with semicolons, its texts are still those of the source', () => {
  const file = 'a;b;_batchctl_row;_batchctl_raw\n;;7;"1,""x;"""\n3;z;8;\n';
  assert.deepEqual(csvOutcome(file), { items: ['1|x;', '3|z'], rejections: [] });
});

test('the numbers of the first source stay, also for rows that are rejected for something else then', () => {
  const rejects = rejectsOf('a,b\n\n1,x,y\n,z\n', { name: 'x.csv' }, 'a');
  const fixed = rejects.replace('"1,x,y"', '",x"').replace(',z,2,', '5,z,,2,');
  const again = rejectsOf(fixed, { name: 'x.rejects.csv' }, 'a').split('\r\n');
  assert.match(again[1] ?? '', /^,x,1,3,match_key_missing,/);
  // This line is broken itself: nobody can say which row it was.
  assert.match(again[2] ?? '', /^,,2,3,column_count,.*"5,z,,2,4,/);
  const lines = rejectsOf('\n{"a":1}\n{"b":2,\n', { name: 'x.ndjson' }, 'b');
  const once = rejectsOf(lines.replace('{\\"b\\":2,', '{\\"b\\":null}'), { name: 'x.rejects.ndjson' }, 'b').split('\n');
  assert.match(once[0] ?? '', /^\{"a":1,"_batchctl_row":1,"_batchctl_line":2,"_batchctl_code":"match_key_missing",/);
  assert.match(once[1] ?? '', /^\{"b":null,"_batchctl_row":2,"_batchctl_line":3,"_batchctl_code":"match_key_missing",/);
});

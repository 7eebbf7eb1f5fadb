import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mergeRecords } from '../../src/sandbox/merge.js';
import { runs } from '../support/properties.js';
import { jobOf, post, withSandbox } from './client.js';
import { source } from './json-source.js';

test('what is appended is stored as the very text that was sent', async () => {
  const records = fc.sample(source.record, { numRuns: 300, seed: 7 });
  const rows = await withSandbox(async (url) => {
    for (let at = 0; at < records.length; at += 60) {
      const body = `{ "records" : [ ${records.slice(at, at + 60).join(' , ')} ] }`;
      assert.equal((await jobOf(url, await post(url, '/records/people/append-batch', body))).state, 'completed');
    }
  });
  assert.deepEqual(
    rows.map(({ record }) => record),
    records,
  );
});

/** A record's text; one name is written with an escape, which has to survive. */
function write(members: readonly (readonly [string, string])[], colon: string, comma: string): string {
  const texts = members.map(
    ([name, text]) => `${name === 'é' ? String.raw`"\u00e9"` : JSON.stringify(name)}${colon}${text}`,
  );
  return `{${texts.join(comma)}}`;
}

test('a merge is what JavaScript makes of the values, with their text, in order of first appearance', () => {
  const scalar = fc.constantFrom('1.10', '1234567890123456789', '"x"', 'null', '[1, 2]', '{"a":1}');
  const plain = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'é'), scalar), { maxLength: 5 });
  fc.assert(
    fc.property(plain, plain, (older, newer) => {
      const expected = new Map([...older, ...newer]);
      assert.equal(
        mergeRecords(write(older, ' : ', ' , '), write(newer, ' : ', ' , ')),
        write([...expected], ':', ','),
      );
    }),
    runs(100),
  );
});

interface Step {
  readonly append: boolean;
  readonly records: readonly Record<string, string | number>[];
  readonly matchKey: string;
}

const record = fc.record(
  { id: fc.integer({ min: 1, max: 4 }), name: fc.constantFrom('x', 'y', 'z'), extra: fc.nat(9) },
  { requiredKeys: ['id', 'name'] },
);
const step: fc.Arbitrary<Step> = fc.record({
  append: fc.boolean(),
  records: fc.array(record, { minLength: 1, maxLength: 4 }),
  matchKey: fc.constantFrom('id', 'name'),
});

/** The rule in five lines: the oldest row with the value is merged into, else a row is added. */
function applyStep(rows: Record<string, string | number>[], { append, records, matchKey }: Step): void {
  for (const record of records) {
    const match = append ? undefined : rows.find((row) => row[matchKey] === record[matchKey]);
    if (match === undefined) rows.push({ ...record });
    else Object.assign(match, record);
  }
}

test('appends and upserts by several keys leave the rows that the rule says', { timeout: 60_000 }, async () => {
  const rows: Record<string, string | number>[][] = [];
  const stored = await withSandbox(async (url) => {
    const law = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const object = `o${rows.push([]) - 1}`;
      for (const step of steps) {
        applyStep(rows.at(-1) ?? [], step);
        const operation = step.append ? 'append' : 'upsert';
        const reply = await post(url, `/records/${object}/${operation}-batch`, {
          records: step.records,
          matchKey: step.matchKey,
        });
        assert.equal(reply.status, 202, reply.text);
      }
    });
    await fc.assert(law, { ...runs(60, 100), endOnFailure: true });
  });
  for (const [index, expected] of rows.entries()) {
    const found = stored.filter(({ object }) => object === `o${index}`).map(({ record }) => JSON.parse(String(record)));
    assert.deepEqual(found, expected, `o${index}`);
  }
});

test('match values keep their differences: long digits, strings, escapes', async () => {
  const records = [
    '{"k":1234567890123456789}',
    '{"k":1234567890123456788}',
    String.raw`{"k":"a\u0000b"}`,
    '{"k":"a"}',
    '{"k":true}',
  ];
  const spelledOut = String.raw`{"\u006b":"\u0061"}`;
  const rows = await withSandbox(async (url) => {
    const upsert = async (items: readonly string[]): Promise<void> => {
      const job = await jobOf(
        url,
        await post(url, '/records/o/upsert-batch', `{"records":[${items.join()}],"matchKey":"k"}`),
      );
      assert.equal(job.state, 'completed');
    };
    await upsert(records);
    await upsert([...records, spelledOut]);
  });
  assert.deepEqual(
    rows.map(({ record }) => record),
    records.with(3, String.raw`{"k":"\u0061"}`),
  );
});

test('every row tells the job that applied it last', async () => {
  const ids: (string | undefined)[] = [];
  const rows = await withSandbox(async (url) => {
    const records = [{ id: 1 }, { id: 2 }];
    ids.push((await jobOf(url, await post(url, '/records/o/append-batch', { records }))).jobId);
    ids.push(
      (await jobOf(url, await post(url, '/records/o/upsert-batch', { records: [{ id: 2 }], matchKey: 'id' }))).jobId,
    );
  });
  assert.deepEqual(
    rows.map((row) => [row['job_id'], row['operation'], row['item_index'], row['match_value']]),
    [
      [ids[0], 'append', 0, null],
      [ids[1], 'upsert', 0, '2'],
    ],
  );
});

/** Rows and files that are too large to be kept as fixtures, through the program as a user runs it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';

const field = 'x'.repeat(1_000_000);
const columns = Array.from({ length: 100_000 }, (_, index) => `c${index}`);
const levels = (count: number) => `{"a":${'['.repeat(count - 1)}${']'.repeat(count - 1)}}`;
/** Behind a header of two bytes: an é across byte 65,536, and one across each multiple of that. */
const across = Array<string>(5).fill(`${'x'.repeat(65_533)}é`);

interface Large {
  readonly name: string;
  readonly content: string;
  readonly items: readonly string[];
  /** Rows and codes. */
  readonly rejects?: readonly (readonly [row: number, code: string])[];
}

const files: readonly Large[] = [
  {
    name: 'columns.csv',
    content: `${columns.join()}\n${columns.map((_, index) => index).join()}\n1,2\n`,
    items: [`{${columns.map((name, index) => `"${name}":"${index}"`).join()}}`],
    rejects: [[2, 'column_count']],
  },
  {
    name: 'field.csv',
    content: `id,note\n1,"${field}"\n2,y\n`,
    items: [`{"id":"1","note":"${field}"}`, '{"id":"2","note":"y"}'],
  },
  {
    name: 'field-11.csv',
    content: `id,note\n1,x\n3,${field.repeat(11)}\n2,y\n`,
    items: ['{"id":"1","note":"x"}', '{"id":"2","note":"y"}'],
    rejects: [[2, 'record_too_large']],
  },
  { name: 'line.ndjson', content: `{"id":"${field}"}\n{"id":2}\n`, items: [`{"id":"${field}"}`, '{"id":2}'] },
  {
    name: 'line-11.ndjson',
    content: `{"id":1}\n{"id":"${field.repeat(11)}"}\n{"id":2}\n`,
    items: ['{"id":1}', '{"id":2}'],
    rejects: [[2, 'record_too_large']],
  },
  {
    name: 'levels.ndjson',
    content: `${levels(150)}\n${levels(100_000)}\n{}\n${'['.repeat(100_000)}\n`,
    items: [levels(150), '{}'],
    rejects: [
      [2, 'too_deep'],
      [4, 'too_deep'],
    ],
  },
  { name: 'across.csv', content: `a\n${across.join('\n')}\n`, items: across.map((text) => `{"a":"${text}"}`) },
];

test('what becomes of large rows', async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  Object.assign(place.env, { EXPERITURE_BASE_URL: `${url}/public/v1`, EXPERITURE_API_KEY: API_KEY });
  const found = new Map<string, unknown>();
  for (const { name, content } of files) {
    writeFileSync(join(place.directory, name), content);
    const ran = await place.run(['import', name, '-t', 'experiture', '--object', name.replace(/\W/g, '_'), '--json']);
    const errors: { code: string; rows: number[] }[] = JSON.parse(ran.stdout).imports[0].errors;
    found.set(
      name,
      errors.flatMap(({ code, rows }) => rows.map((row) => [row, code])),
    );
  }
  const records = await place.query('select object, record from records order by id');
  for (const { name, items, rejects = [] } of files) {
    const arrived = records.filter(({ object }) => object === name.replace(/\W/g, '_')).map(({ record }) => record);
    assert.deepEqual(found.get(name), rejects, name);
    // Not shown where they differ: they are long.
    assert.ok(arrived.length === items.length && arrived.every((record, index) => record === items[index]), name);
  }
});

/** The Big List of Naughty Strings as cells, as values, as names, and in rejects files: each arrives as it was. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { outcome, valuesOf } from '../encode/outcome.js';
import { Workplace } from '../support/workplace.js';
import { ended, listed, naughty } from './naughty-strings.js';

const ROOMY = { maxBytes: 1e7, readBytes: 1e6, limits: { maxRecordBytes: 1e6 } };

/** Every second cell is quoted though it need not be. */
function csvOf(rows: readonly (readonly string[])[], newline: string): string {
  let cells = 0;
  const cell = (text: string) => {
    cells += 1;
    return cells % 2 === 0 || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(',') + newline).join('');
}

const rows = naughty.map((text, index) => [String(index), text, text, 'end']);

test('the package has 485 strings, and 464 more or less the same with line breaks', () => {
  assert.deepEqual([listed.length, ended.length], [485, 464]);
  assert.ok(ended.filter((text) => text.endsWith('\n')).length > 400);
});

for (const [what, newline] of [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
] as const) {
  test(`as cells between line breaks of ${what}`, () => {
    const { items, rejections } = outcome(csvOf([['id', 'one', 'two', 'last'], ...rows], newline), {
      name: 'a.csv',
      ...ROOMY,
    });
    assert.deepEqual([items.map(valuesOf), rejections], [rows, []]);
  });
}

const SCRIPT = `
import csv, io, json, sys
csv.writer(sys.stdout).writerows(json.load(sys.stdin))
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

test("as cells that Python's csv module writes", { skip: hasPython ? false : 'no python3' }, () => {
  const input = JSON.stringify([['id', 'one', 'two', 'last'], ...rows]);
  const env = { PYTHONIOENCODING: 'utf8' };
  const { stdout } = spawnSync('python3', ['-c', SCRIPT], { input, env, maxBuffer: 1e7 });
  const { items, rejections } = outcome(stdout, { name: 'a.csv', ...ROOMY });
  assert.deepEqual([items.map(valuesOf), rejections], [rows, []]);
});

test('as names of columns', () => {
  const names = [...new Map(naughty.map((text) => [text.trim(), text])).values()].filter((text) => text.trim() !== '');
  assert.ok(names.length > 400);
  const values = names.map((_, index) => String(index));
  const { items } = outcome(csvOf([names, values], '\n'), { name: 'a.csv', ...ROOMY });
  assert.deepEqual(items, [`{${names.map((name, index) => `${JSON.stringify(name)}:"${index}"`).join(',')}}`]);
});

test('as values and as names in NDJSON, in their own characters and as escapes', () => {
  const texts = naughty.flatMap((text) => {
    const json = JSON.stringify(text);
    const escapes = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return [`{"id":${json}}`, `{"id":${escapes}}`, `{${json}:1}`, `{${escapes}:[${json}]}`];
  });
  const { items, rejections } = outcome(`${texts.join('\n')}\n`, { name: 'a.ndjson', maxBytes: 1e7, readBytes: 1e6 });
  assert.deepEqual([items, rejections], [texts, []]);
});

/** A file of rows that the service refuses, for `email`, and then of broken ones, and how a person fixes its rejects file. */
interface Refused {
  readonly file: string;
  readonly content: string;
  readonly fix: (rejects: string) => string;
}

const half = Math.ceil(listed.length / 2);
const [first, second] = [listed.slice(0, half), listed.slice(half)];
const refused: readonly Refused[] = [
  {
    file: 'rows.csv',
    content: `email,text\n${csvOf(
      first.map((text) => ['nobody', text]),
      '\n',
    )}${csvOf(
      second.map((text) => ['a@example.com', text, 'EXTRA']),
      '\n',
    )}`,
    fix: (rejects) =>
      rejects.replaceAll(/^"?nobody"?,/gm, 'a@example.com,').replace(/,(?:EXTRA|""EXTRA"")(?="\r\n)/g, ''),
  },
  {
    file: 'rows.ndjson',
    content: [
      ...first.map((text) => `{"email":"nobody","text":${JSON.stringify(text)}}\n`),
      ...second.map((text) => `{"email":"a@example.com","text":${JSON.stringify(text)},}\n`),
    ].join(''),
    fix: (rejects) => rejects.replaceAll('"email":"nobody"', '"email":"a@example.com"').replaceAll(',}","_', '}","_'),
  },
];

for (const { file, content, fix } of refused) {
  test(`in the rejects file of ${file}: unchanged it gives the same rejects again, fixed it imports`, async (t) => {
    const place = new Workplace(t);
    place.write(file, content);
    const rejects = file.replace('.', '.rejects.');
    assert.deepEqual(await rejected(place, file), [first.length, second.length]);
    const text = readFileSync(place.path(rejects), 'utf8');
    assert.deepEqual(await rejected(place, rejects), [first.length, second.length]);
    assert.deepEqual(place.records(), []);

    writeFileSync(place.path(rejects), fix(text));
    const ran = await place.here('import', rejects, '--json');
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    const arrived = place.records().map((record) => JSON.parse(record).text);
    assert.deepEqual(arrived, listed);
  });
}

/** Rows that the service refused, and rows that never left. */
async function rejected(place: Workplace, file: string): Promise<[number, number]> {
  const { stdout } = await place.here('import', file, '--json');
  const { rows, imports } = JSON.parse(stdout);
  assert.deepEqual([rows.read, rows.rejected], [listed.length, listed.length]);
  const groups: { code: string; count: number }[] = imports[0].errors;
  const count = (isService: boolean) =>
    groups.filter(({ code }) => code.startsWith('CDP_') === isService).reduce((sum, group) => sum + group.count, 0);
  return [count(true), count(false)];
}

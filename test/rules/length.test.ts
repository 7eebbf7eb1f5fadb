/** A file can be read at once: the program's in either language, the tests', the benchmark's. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MOST_LINES = 200;
const FOLDERS = ['bench', 'bin', 'scripts', 'src', 'test'];
const WRITTEN = /\.(?:ts|js|py)$/;
/** These were longer before the rule held for them. None is added; one that was divided is taken off. */
const STILL_LONGER: ReadonlySet<string> = new Set([
  'test/cli/batches.test.ts',
  'test/cli/delete-outcomes.test.ts',
  'test/cli/listen-calls.test.ts',
  'test/cli/mapping-flags.test.ts',
  'test/contract/suite.ts',
  'test/encode/mapping/mapping.test.ts',
  'test/encode/mapping/naive.ts',
  'test/encode/ndjson.test.ts',
  'test/report/inspection.test.ts',
  'test/report/progress.test.ts',
  'test/report/summary.test.ts',
  'test/sandbox/batches.test.ts',
  'test/source/packed.test.ts',
]);

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesUnder(folder: string): string[] {
  const names = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`).filter((path) => WRITTEN.test(path));
}

function isTooLong(text: string): boolean {
  return text.replace(/\n$/, '').split('\n').length > MOST_LINES;
}

const files = FOLDERS.flatMap(filesUnder);
const tooLong = files.filter((path) => isTooLong(readFileSync(`${root}${path}`, 'utf8')));

test(`a file has ${MOST_LINES} lines at most`, () => {
  assert.deepEqual(
    tooLong.filter((path) => !STILL_LONGER.has(path)),
    [],
  );
});

test('a file that is no longer too long is taken off the list of those that are', () => {
  assert.deepEqual(
    [...STILL_LONGER].filter((path) => !tooLong.includes(path)),
    [],
  );
});

test('every kind of file is looked at', () => {
  const some = [
    'bin/batchctl.js',
    'scripts/build.js',
    'src/main.ts',
    'src/encode/simd/ndjson.as.ts',
    'test/encode/laws.ts',
  ];
  assert.deepEqual(
    some.filter((path) => !files.includes(path)),
    [],
  );
});

test('lines are counted, whether the last one has a break or not', () => {
  assert.deepEqual(
    ['\n'.repeat(200), '\n'.repeat(199) + 'x', '\n'.repeat(201), '\n'.repeat(200) + 'x', ''].map(isTooLong),
    [false, false, true, true, false],
  );
});

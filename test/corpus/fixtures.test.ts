/** The files of fixtures/real, each through the program as a user runs it: what arrives, what is rejected, what is refused. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { API_KEY } from '../support/canary.js';
import { makeDirectory, removeDirectory } from '../support/directory.js';
import { Within } from '../support/within.js';

interface Reject {
  readonly row: number;
  readonly line: number;
  readonly code: string;
}

/** What stands beside a fixture: `items` and `rejects`, or `refused` where the file is refused whole. */
interface Expected {
  readonly flags: readonly string[];
  readonly items?: readonly string[];
  readonly rejects?: readonly Reject[];
  readonly refused?: { readonly exit: number; readonly code: string };
}

const fixtures = fileURLToPath(new URL('../../fixtures/real/', import.meta.url));

/** Paths from `directory`, those in its folders only. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.replace(/\/$/, '') !== directory.replace(/\/$/, ''))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .toSorted();
}

const files = filesIn(fixtures);
const isExpectation = (file: string) => file.endsWith('.expected.json');
const sources = files.filter((file) => !isExpectation(file));
const beside = (file: string) => file.replace(/([^/.]+)\.[^/]*$/, '$1.expected.json');

test('no fixture is without its expectation, and none of those without its fixture', () => {
  assert.deepEqual(sources.map(beside).toSorted(), files.filter(isExpectation));
  assert.ok(sources.length > 100);
});

test('generating the fixtures again gives the same bytes', (t) => {
  const directory = makeDirectory();
  t.after(() => removeDirectory(directory));
  execFileSync(process.execPath, [`${fixtures}generate.js`, directory]);
  assert.deepEqual(filesIn(`${directory}/`), files);
  for (const file of files) assert.ok(readFileSync(join(directory, file)).equals(readFileSync(fixtures + file)), file);
});

interface Group {
  readonly code: string;
  readonly rows: readonly number[];
  readonly lines: readonly number[];
}

interface Ran {
  readonly exit: number;
  readonly error: { readonly code: string } | undefined;
  readonly rejects: readonly Reject[];
  /** What the rejects file gives when it is imported as it was written, by code. */
  readonly again: readonly string[];
}

test('what becomes of every fixture', async (t) => {
  const place = new Within(t);
  const url = await place.serve();
  Object.assign(place.env, { EXPERITURE_BASE_URL: `${url}/public/v1`, EXPERITURE_API_KEY: API_KEY });
  const ran = new Map<string, Ran>();
  const waiting = sources.entries();
  const work = async () => {
    for (const [index, file] of waiting) ran.set(file, await run(place, index, file));
  };
  // An import is waiting most of the time.
  await Promise.all([work(), work(), work(), work()]);
  const records = await place.query('select object, record from records order by id');

  for (const [index, file] of sources.entries()) {
    await t.test(`fixtures/real/${file}`, () => {
      const { items = [], rejects = [], refused }: Expected = expectedOf(file);
      const { exit, error, rejects: found, again } = ran.get(file) ?? assert.fail('it was not imported');
      const arrived = records.filter(({ object }) => object === `fixture${index}`).map(({ record }) => record);
      assert.deepEqual(
        { error: error?.code, rejects: found, items: arrived },
        { error: refused?.code, rejects, items },
      );
      assert.deepEqual(
        again,
        rejects.map(({ code }) => code),
      );
      assert.equal(exit, refused?.exit ?? (rejects.length === 0 ? 0 : 3));
    });
  }
});

/** Each goes to an object of its own, so that the service can be asked for its rows. */
async function run(place: Within, index: number, file: string): Promise<Ran> {
  const name = `${index}-${basename(file)}`;
  writeFileSync(join(place.directory, name), readFileSync(fixtures + file));
  const to = ['--target', 'experiture', '--object', `fixture${index}`];
  const { exit, stdout } = await place.run(['import', name, ...to, '--json', ...expectedOf(file).flags]);
  const { error, imports } = JSON.parse(stdout);
  const rejects = rejectsOf(imports[0]?.errors ?? []);
  return { exit, error, rejects, again: rejects.length === 0 ? [] : await again(place, imports[0].rejects) };
}

async function again(place: Within, rejects: string): Promise<string[]> {
  const { stdout, stderr } = await place.run(['retry', rejects, '--json']);
  const [report] = JSON.parse(stdout).imports;
  return rejectsOf(report?.errors ?? assert.fail(stderr)).map(({ code }) => code);
}

function expectedOf(file: string): Expected {
  return JSON.parse(readFileSync(fixtures + beside(file), 'utf8'));
}

function rejectsOf(groups: readonly Group[]): Reject[] {
  return groups
    .flatMap(({ code, rows, lines }) => rows.map((row, index) => ({ row, line: lines[index] ?? 0, code })))
    .toSorted((one, other) => one.row - other.row);
}

/** FAULTS.md says which test covers a fault. A test that is renamed or deleted must not leave a fault covered on paper only. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** How many rows each letter has. */
const ROWS = { P: 17, L: 20, I: 20, N: 23, H: 21, T: 7, J: 17, K: 15, C: 15, M: 5, U: 8, X: 9, S: 38 };
const IDS = Object.entries(ROWS).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
);

interface Row {
  readonly id: string;
  /** What says that the fault is dealt with. */
  readonly proof: string;
}

function rowsOf(text: string): Row[] {
  return [...text.matchAll(/^\| ([A-Z]\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, id = '', proof = '']) => ({
    id,
    proof,
  }));
}

/** What is wrong with a row: it names no test, one that isn't there, or gives no reason. */
function faultsOf({ proof }: Row): string[] {
  if (/^(?:Does not apply|Waived|Not covered): \S/.test(proof)) return [];
  const cited = [...proof.matchAll(/`(test\/[^`]+)`(?: ((?:"[^"]+"(?:, )?)+))?/g)];
  if (cited.length === 0) return ['names no test'];
  return cited.flatMap(([, file = '', names = '']) => {
    if (!existsSync(root + file)) return [`${file} is not there`];
    const text = readFileSync(root + file, 'utf8');
    const quoted = [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
    return quoted.filter((name) => !text.includes(name)).map((name) => `${file} has no test "${name}"`);
  });
}

const rows = rowsOf(readFileSync(`${root}test/FAULTS.md`, 'utf8'));

test('every row of the fault matrix is there once', () => {
  assert.deepEqual(
    rows.map(({ id }) => id),
    IDS,
  );
});

test('every row names tests that are there, or says why it has none', () => {
  assert.deepEqual(
    rows.flatMap((row) => faultsOf(row).map((fault) => `${row.id}: ${fault}`)),
    [],
  );
});

test('a row that names a test which is not there is found', () => {
  const proofs = [
    '`test/none.test.ts`',
    '`test/rules/faults.test.ts` "no such name, surely"'.replace('surely', 'x'.repeat(9)),
    '',
    'Does not apply: ',
  ];
  for (const proof of proofs) assert.notDeepEqual(faultsOf({ id: 'P1', proof }), [], proof);
});

/** COUNT keys of requests that differ in one part each, and how many of them are equal: none may be. */
import { deriveKey } from '../../src/import/key.js';

const COUNT = Number(process.env['COUNT'] ?? 5_000_000);
const SEED = Number(process.env['SEED'] ?? 1);

const scope = {
  target: 'experiture',
  baseUrl: 'https://api.experiture.ai/public/v1',
  account: null,
  object: 'rows',
  operation: 'append',
  matchKey: null,
  user: null,
};

/** The parts that differ, in turn: names that end in digits are beside numbers, where a joint without a seam would show. */
function key(index: number): string {
  const number = SEED + Math.floor(index / 4);
  const usual = { scope, importId: 'rows.csv', salt: null, firstRow: 1, items: 1, body: '', generation: 0 };
  const differing = [
    { importId: `rows${number}` },
    { scope: { ...scope, object: `rows${number}` } },
    { firstRow: number + 2 },
    { items: number + 2 },
  ][index % 4];
  return deriveKey({ ...usual, ...differing }, 'uuid4');
}

/** The first 64 of a key's 122 free bits: so many keys that differ in them all differ. */
const heads = new BigUint64Array(COUNT);
for (let index = 0; index < COUNT; index++) {
  const digits = key(index).replaceAll('-', '');
  heads[index] = BigInt(`0x${digits.slice(0, 12)}${digits.slice(13, 16)}${digits.slice(17, 18)}`);
  if (index % 1_000_000 === 999_999) process.stderr.write(`key-collisions: ${index + 1} of ${COUNT}\n`);
}
heads.sort();
let equal = 0;
for (let index = 1; index < COUNT; index++) if (heads[index] === heads[index - 1]) equal += 1;
process.stdout.write(`key-collisions: ${COUNT} keys, seed ${SEED}: ${equal} are equal\n`);
process.exitCode = equal === 0 ? 0 : 1;

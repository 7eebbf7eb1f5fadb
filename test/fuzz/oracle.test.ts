/** The oracle itself: each of the ways to go wrong is seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mutator } from './mutator.js';
import { fuzz, type Decoder } from './oracle.js';

const corpus = { seeds: ['{"a":1,"b":[true,"x"]}'], tokens: ['z'] };

function decoder(decode: Decoder['decode']): Decoder {
  return { name: 'of the test', ...corpus, decode };
}

const MOST_TIME = 20;

/** Works for so many ms of its own time. */
function work(ms: number): void {
  for (const since = process.cpuUsage(); process.cpuUsage(since).user < ms * 1000;);
}

const WRONG: readonly (readonly [what: string, decode: Decoder['decode'], says: RegExp])[] = [
  ['an error', (input) => assert.ok(!input.includes('z'), 'broken'), /of the test, seed \d+: .*broken\n".*z/s],
  ['a promise that rejects', async (input) => assert.ok(!input.includes('z'), 'later'), /seed \d+: .*later/],
  ['a name for every object', (input) => void (input.includes('z') && pollute()), /every object has a new name/],
  ['too long a time', (input) => (input.includes('z') ? work(2 * MOST_TIME) : undefined), /took \d+/],
];

function pollute(): void {
  Reflect.defineProperty(Reflect.getPrototypeOf({}) ?? {}, 'polluted', { value: 1, configurable: true });
}

for (const [what, decode, says] of WRONG) {
  test(`seen: ${what}`, async (t) => {
    t.after(() => Reflect.deleteProperty(Object.prototype, 'polluted'));
    await assert.rejects(fuzz(decoder(decode), 300, 1, MOST_TIME), says);
  });
}

test('the same number makes the same input, and inputs are of all kinds', () => {
  const [one, other] = [new Mutator(corpus), new Mutator(corpus)];
  const inputs = Array.from({ length: 2000 }, (_, number) => one.input(number));
  for (const number of [7, 1999]) assert.equal(other.input(number), inputs[number]);
  assert.ok(new Set(inputs).size > 1000);
  const sound = inputs.filter((input) => {
    try {
      JSON.parse(input);
      return true;
    } catch {
      return false;
    }
  });
  // Sound JSON with strange values comes as far as broken JSON never does.
  assert.ok(sound.length > 300 && sound.length < 1700, `${sound.length}`);
  assert.ok(sound.some((text) => text.includes('__proto__')) && inputs.some((text) => text.length > 1_000));
});

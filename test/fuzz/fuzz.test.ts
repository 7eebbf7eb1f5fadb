/** Everything that reads text from outside, on damaged and made-up inputs: the first of many more, which `test/proof/fuzz.ts` goes on with. */
import { test } from 'node:test';
import { DECODERS } from './decoders.js';
import { fuzz } from './oracle.js';

const INPUTS = 100;

for (const decoder of DECODERS) {
  test(`${decoder.name}: no input does what it may not`, async (t) => {
    t.after(() => decoder.close?.());
    await fuzz(decoder, INPUTS, 1);
  });
}

/**
 * Proof: COUNT damaged and made-up inputs for everything that reads text from outside, 10,000 by default; SEED for others; ONLY for the
 * decoders whose names hold a word. Where an input takes far longer than the others, fewer are decoded, and the figure is said.
 */
import { DECODERS } from '../fuzz/decoders.js';
import { fuzz } from '../fuzz/oracle.js';

const count = Number(process.env['COUNT'] ?? 10_000);
const seed = Number(process.env['SEED'] ?? 1);
const only = process.env['ONLY'] ?? '';

// Most inputs end in an error that is caught, and nobody looks at where it came from.
Error.stackTraceLimit = 0;

let inputs = 0;
let failed = 0;
const chosen = DECODERS.filter(({ name }) => name.includes(only));
for (const decoder of chosen) {
  try {
    const done = await fuzz(decoder, count, seed);
    inputs += done.inputs;
    const figures = `${Math.round(done.rate)} a second, the slowest took ${Math.round(done.slowest)} ms`;
    console.error(`${decoder.name}: ${done.inputs} inputs, ${figures}`);
  } catch (error) {
    failed += 1;
    console.error(String(error));
  } finally {
    decoder.close?.();
  }
}
console.log(`fuzz: ${inputs} inputs of ${chosen.length} decoders, seed ${seed}: ${failed} of them failed`);
process.exitCode = failed === 0 && inputs > 0 ? 0 : 1;

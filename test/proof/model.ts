/**
 * The model of the protocol, looked at further than in the tests: COUNT ticks of the clock (5; 4 at least), three requests a chunk and
 * two crashes. Nothing in it is left to chance, so SEED changes nothing.
 */
import { explore } from '../model/explore.js';
import { protocol } from '../model/protocol.js';
import { BAD, further, SOUND } from '../model/variants.js';

const ticks = Number(process.env['COUNT'] ?? 5);
const failures: string[] = [];
let all = 0;

for (const { name, rules } of SOUND.map((variant) => further(variant, ticks))) {
  const { states, violation, deadEnds } = explore(protocol(rules), 20_000_000);
  all += states;
  process.stderr.write(`${name}: ${states} states\n`);
  if (violation !== undefined) failures.push([`${name}: ${violation.what}`, ...violation.steps].join('\n  '));
  if (deadEnds > 0) failures.push(`${name}: ${deadEnds} dead ends`);
}
for (const { name, rules, violation: expected } of BAD) {
  const { states, violation } = explore(protocol(rules));
  all += states;
  const found = violation?.what ?? 'nothing was found';
  process.stderr.write(`${name}: ${states} states, ${found}\n  ${violation?.steps.join('\n  ') ?? ''}\n`);
  if (!expected.test(found)) failures.push(`${name}: ${found}`);
}
const figures = `${SOUND.length} sound variants, ${BAD.length} bad ones caught, ${failures.length} failures`;
process.stdout.write(`model: ${all} states, seed 0: ${figures}\n`);
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

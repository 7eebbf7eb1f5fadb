/** Everything that can happen within a bound: the protocol keeps its promise, and the checker tells every bad variant from it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './explore.js';
import { protocol } from './protocol.js';
import { BAD, SOUND } from './variants.js';

for (const { name, rules } of SOUND) {
  test(`holds: ${name}`, (t) => {
    const { states, violation, deadEnds } = explore(protocol(rules));
    assert.equal(violation, undefined, violation?.steps.join('\n'));
    assert.equal(deadEnds, 0);
    t.diagnostic(`${states} states`);
  });
}

/** BATCHCTL_COUNTEREXAMPLES=1 prints the shortest way to each. */
const isTold = process.env['BATCHCTL_COUNTEREXAMPLES'] === '1';

for (const { name, rules, violation: expected } of BAD) {
  test(`is caught: ${name}`, (t) => {
    const { states, violation } = explore(protocol(rules));
    assert.match(violation?.what ?? 'nothing was found', expected);
    t.diagnostic(`${states} states`);
    if (isTold) t.diagnostic([violation?.what, ...(violation?.steps ?? [])].join('\n'));
  });
}

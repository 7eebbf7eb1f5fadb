/** Which versions of Node are supported is said in one way everywhere, and others are told so in words that they understand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

test('package.json, README.md and the build name the same oldest version', () => {
  const { engines }: { engines: { node: string } } = JSON.parse(read('package.json'));
  assert.equal(engines.node, '>=20.19');
  assert.match(read('README.md'), /Node(?:\.js)? 20\.19/);
  assert.match(read('scripts/bundle.js'), /target: 'node20'/);
});

/** Runs the entry as another version of Node would: what it says, and its exit code. */
function startedBy(node: string): { readonly said: string; readonly exitCode: unknown } {
  let said = '';
  const process = { versions: { node }, exitCode: undefined, stderr: { write: (text: string) => (said += text) } };
  runInNewContext(read('bin/batchctl.js').replace(/^#!.*/, ''), { process });
  return { said, exitCode: process.exitCode };
}

for (const node of ['12.22.12', '18.20.8', '20.18.3']) {
  test(`S37: Node ${node} is told which one it takes: exit 2`, () => {
    const { said, exitCode } = startedBy(node);
    assert.equal(said, `batchctl: needs Node.js 20.19 or newer, and this is ${node}\n`);
    assert.equal(exitCode, 2);
  });
}

test('the entry has nothing in it that an old Node could not read', () => {
  // All of these came later than modules did.
  assert.doesNotMatch(read('bin/batchctl.js'), /\?\.|\?\?|await |#\w+\s*[=(;]/);
});

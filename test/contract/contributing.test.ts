/** CONTRIBUTING shows how to add a target: followed to the letter, it compiles and passes the contract. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('a target for a made-up API, added as CONTRIBUTING says', (t) => {
  const copy = mkdtempSync(join(tmpdir(), 'batchctl-copy-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  for (const name of ['src', 'test', 'scripts', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const guide = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const files = [...guide.matchAll(/^`((?:src|test)\/\S+\.ts)`\n\n```ts\n(.*?)^```$/gms)];
  assert.equal(files.length, 3);
  for (const [, path = '', text = ''] of files) writeFileSync(join(copy, path), text);
  addTo(join(copy, 'src/target/registry.ts'), 'TARGETS');
  addTo(join(copy, 'src/sandbox/dialects.ts'), 'DIALECTS');

  // Not as a part of this test: it is to report by itself.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env });
  // The scanners know no target: they are as they were built.
  for (const name of readdirSync(join(ROOT, 'dist')).filter((file) => file.endsWith('.wasm')))
    cpSync(join(ROOT, 'dist', name), join(copy, 'dist', name));
  const compiled = run(
    '--input-type=module',
    '--eval',
    `import { bundle } from './scripts/bundle.js'; await bundle(process.cwd())`,
  );
  assert.equal(compiled.status, 0, compiled.stdout);
  const tested = run('--import', 'tsx', '--test', '--test-reporter=tap', 'test/contract/postbox.test.ts');
  assert.equal(tested.status, 0, tested.stdout);
  assert.match(tested.stdout, /^# pass 9$/m);
});

/** Imports `postbox` and adds it to the list. */
function addTo(path: string, list: string): void {
  const text = readFileSync(path, 'utf8');
  const added = text.replace(new RegExp(String.raw`(const ${list}\b[^=]*= \[)`), '$1postbox, ');
  assert.notEqual(added, text);
  writeFileSync(path, `import { postbox } from './postbox.js';\n${added}`);
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { breaches, filesOf, RULES, type Tree } from './house-rules.js';
import { sourceText } from './source-text.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

function sources(): Map<string, string> {
  const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    // AssemblyScript has rules of its own.
    .filter((file) => file.endsWith('.ts') && !file.includes('/simd/'));
  return new Map(files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]));
}

const tree = sources();
const files = filesOf(tree);
for (const rule of RULES) {
  test(rule.sentence, () => {
    assert.equal(breaches(files, [rule]).join('\n'), '');
  });
}

/** A tree of one-line files, every one of them right. */
const GOOD = {
  'src/main.ts': "import { run } from './cli/cli.js';\nprocess.exitCode = run(Date.now(), console);",
  'src/cli/cli.ts':
    "import { Command } from 'commander';\nimport { go } from '../import/run.js';\nexport const run = () => go;",
  'src/import/run.ts':
    "import { read } from '../source/file.js';\nimport { x } from '../errors.js';\nexport const go = [read, x];",
  'src/source/file.ts':
    "import { x } from '../errors.js';\nexport { readFile } from 'node:fs';\nexport const read = x;",
  'src/errors.ts': 'export const x = 1;',
  'src/sandbox/store.ts':
    "import { Database } from 'node-sqlite3-wasm';\nsetTimeout(() => new Database(Date.now()), 1);",
};
const GOOD_TREE: Tree = new Map(Object.entries(GOOD));

test('a tree that keeps the rules passes them', () => {
  assert.deepEqual(breaches(filesOf(GOOD_TREE)), []);
});

/** Files to add, what is wrong with them, and the place that must be named. */
const BROKEN: readonly (readonly [Readonly<Record<string, string>>, RegExp, string])[] = [
  [{ 'src/source/up.ts': "\nimport { go } from '../import/run.js';" }, /Imports point down/, 'src/source/up.ts:2'],
  [{ 'src/encode/x.ts': "import type { read } from '../source/file.js';" }, /Imports point down/, 'src/encode/x.ts:1'],
  [{ 'src/sandbox/x.ts': "await import('../target/http.js');" }, /Imports point down/, 'src/sandbox/x.ts:1'],
  [{ 'src/record.ts': "let a;\nexport { go } from './import/run.js';" }, /Imports point down/, 'src/record.ts:2'],
  [{ 'src/cellar/x.ts': "import { x } from '../errors.js';" }, /Imports point down/, 'src/cellar/x.ts:1'],
  [{ 'src/import/c.ts': "import { Command } from 'commander';" }, /One door/, 'src/import/c.ts:1'],
  [{ 'src/target/other.ts': "import got from 'got';" }, /One door/, 'src/target/other.ts:1'],
  [{ 'src/sandbox/x.ts': "import { Database } from 'node-sqlite3-wasm';" }, /One door/, 'src/sandbox/x.ts:1'],
  [{ 'src/report/a.ts': "import 'ndjson';", 'src/report/b.ts': "import 'ndjson';" }, /One door/, 'src/report/b.ts:1'],
  [{ 'src/report/x.ts': "import { parse } from 'csv-parse/sync';" }, /One door/, 'src/report/x.ts:1'],
  [{ 'src/report/x.ts': "import fs from 'fs';" }, /One door/, 'src/report/x.ts:1'],
  [
    { 'src/source/a.ts': "import './b.js';", 'src/source/b.ts': "\n\nimport './a.js';" },
    /no circle/,
    'src/source/b.ts:3',
  ],
  [{ 'src/source/a.ts': "export const a = 1; import './a.js';" }, /no circle/, 'src/source/a.ts:1'],
  [{ 'src/report/utils.ts': 'let a;' }, /named for its one job/, 'src/report/utils.ts'],
  [{ 'src/cli/index.ts': 'let a;' }, /named for its one job/, 'src/cli/index.ts'],
  [{ 'src/cli/all.ts': "let a;\nexport * from './cli.js';" }, /No barrels/, 'src/cli/all.ts:2'],
  [{ 'src/cli/all.ts': "// Ours\nexport { run } from './cli.js';" }, /No barrels/, 'src/cli/all.ts:1'],
  [{ 'src/cli/all.ts': "import { run } from './cli.js';\nexport { run };" }, /No barrels/, 'src/cli/all.ts:1'],
  ...[
    'process.env',
    'const { env } = process',
    'console.log(1)',
    'Date.now()',
    'new Date()',
    'new Date',
    'performance.now()',
  ]
    .concat([
      'Math.random()',
      'setTimeout(a, 1)',
      'setInterval(a, 1)',
      'setImmediate(a)',
      "import 'node:timers/promises'",
    ])
    .concat(['`${`a`}${Date.now()}`', "'a'.replace(/[/'\"]/, ''); Date.now()", 'const later = setTimeout'])
    .map((text) => [{ 'src/cli/x.ts': `// why\n${text};` }, /come from main/, 'src/cli/x.ts:2'] as const),
];
for (const [files, sentence, place] of BROKEN) {
  test(`${place} breaks "${sentence.source}": ${Object.values(files).at(-1)?.slice(0, 60)}`, () => {
    const found = breaches(filesOf(new Map([...GOOD_TREE, ...Object.entries(files)])));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', sentence);
    assert.ok(found[0]?.includes(`  ${place}`), found[0]);
  });
}

/** Words that only look like a breach. */
const HARMLESS = [
  '// process.exit, Date.now()',
  "const a = 'console.log(1)' + \"setTimeout(\" + `new Date() ${'Date.now()'}`;",
  'const a = { process: 1 }; a.process; clock.setTimeout(b); new Date(0); new Date(a);',
  'type Timer = typeof setTimeout;',
  "Buffer.from('x'); table.import('got');",
  'const a = 4 / 2; // "\nconst b = /[\'"`/]/; const c = `${{ a: `}` }.a}`;',
  'const text = "import { x } from \'got\'";',
];
for (const text of HARMLESS) {
  test(`breaks no rule: ${text}`, () => {
    assert.deepEqual(breaches(filesOf(new Map([...GOOD_TREE, ['src/report/x.ts', text]]))), []);
  });
}

test('the parts of every source file are told apart', () => {
  for (const [path, text] of tree) {
    const { code, bare } = sourceText(text);
    assert.deepEqual([code.length, bare.length], [text.length, text.length], path);
    for (const pair of ['()', '[]', '{}']) {
      // Templates are blanked with the `${` that opens them and the `}` that closes them.
      const [open = '', close = ''] = pair;
      assert.equal(bare.split(open).length, bare.split(close).length, `${path}: ${pair}`);
    }
  }
});

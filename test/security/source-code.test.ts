/** What the program's code never does, also where Node sees to it, and what its package never holds. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sourceText } from '../rules/source-text.js';
import { BINARY, Workplace } from '../support/workplace.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['code made of text', /(?<![.\w$])(?:eval|Function)\s*\(|\bnew Function\b|\brunIn(?:This|New)?Context\b/],
  [
    'a certificate that is not checked',
    /\brejectUnauthorized\b(?!\s*:\s*true)|NODE_TLS_REJECT_UNAUTHORIZED\s*=|checkServerIdentity/,
  ],
  ['a dump of memory', /\bwriteHeapSnapshot\b|\bprocess\.report\b|\bsetFlagsFromString\b/],
  ['a prototype that is set', /\bsetPrototypeOf\b|\.__proto__\b/],
];
const FORBIDDEN_MODULES = /['"](?:node:)?(?:child_process|vm|repl|inspector|cluster)['"/]/;

function breachesIn(text: string): string[] {
  const { bare, code } = sourceText(text);
  const found = FORBIDDEN.flatMap(([what, pattern]) => (pattern.test(bare) ? [what] : []));
  return FORBIDDEN_MODULES.test(code) ? [...found, 'another process'] : found;
}

test('a breach is found', () => {
  const breaches = [
    'eval(text)',
    'const f = new Function(text)',
    "import { spawn } from 'node:child_process'",
    "await import('child_process')",
    'const options = { rejectUnauthorized: false }',
    'process.report.writeReport()',
    'Object.setPrototypeOf(a, b)',
    'a.__proto__ = b',
  ];
  for (const text of breaches) assert.equal(breachesIn(text).length, 1, text);
  const harmless = ["'eval(x)'", '// new Function(x)', 'retrieval(x)', 'isFunction(x)', '{ rejectUnauthorized: true }'];
  for (const text of harmless) assert.deepEqual(breachesIn(text), [], text);
});

test('no file of src/ makes code of text, starts a process, trusts anybody, or dumps its memory', () => {
  const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  assert.ok(files.length > 100);
  for (const file of files) assert.deepEqual(breachesIn(readFileSync(`${root}src/${file}`, 'utf8')), [], file);
});

interface LockedPackage {
  readonly integrity?: string;
  readonly inBundle?: boolean;
}

test('every package of the lock file is known by its SHA-512', () => {
  const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(`${root}package-lock.json`, 'utf8'),
  );
  const locked = Object.entries(packages).filter(([path]) => path !== '');
  assert.ok(locked.length > 50);
  for (const [path, { integrity, inBundle }] of locked)
    if (inBundle !== true) assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, path);
});

test('the package holds the program and its papers, and nothing runs when it is installed', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--silent'];
  const [pack = { files: [] }]: { files: { path: string }[] }[] = JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8' }),
  );
  const paths = pack.files.map(({ path }) => path).toSorted();
  const others = paths.filter((path) => !path.startsWith('dist/'));
  assert.deepEqual(others, ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin/batchctl.js', 'package.json']);
  for (const path of paths.filter((path) => path.startsWith('dist/'))) {
    assert.match(path, /\.(?:js|wasm)$/);
    assert.doesNotMatch(path, /test|fixture|bench|fail-?point/i);
  }
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  for (const name of ['preinstall', 'install', 'postinstall']) assert.equal(scripts[name], undefined, name);
});

/** No accessor to a prototype, no changed builtins, no code made of text. */
const FLAGS = ['--disable-proto=throw', '--frozen-intrinsics', '--disallow-code-generation-from-strings'];

test(`it imports with ${FLAGS.join(' ')}`, (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', 'id,__proto__,constructor\n1,x,y\n2,"bad" x,y\n');
  const args = [...FLAGS, '--no-warnings', BINARY, 'import', 'rows.csv', '--sandbox', '--progress', 'plain'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: place.directory,
    env: place.env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 3, stdout + stderr);
  assert.deepEqual(place.records(), ['{"id":"1","__proto__":"x","constructor":"y"}']);
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const UNTRACKED = new Set(['node_modules', 'dist', '.git', '.batchctl']);
// Written so that this file doesn't contain what it looks for.
const HOME = new RegExp(`(?<![\\w./*-])/(?:${['work', 'root', 'tmp/bash'].join('|')})[/_]`);

function filesUnder(directory: string): string[] {
  return readdirSync(`${root}${directory}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}${entry.name}`;
    if (UNTRACKED.has(entry.name)) return [];
    return entry.isDirectory() ? filesUnder(`${path}/`) : [path];
  });
}

/** The place of the first trace of the machine that a text was written on. */
function traceIn(text: string): string | undefined {
  return HOME.exec(text)?.[0];
}

test('a trace of a machine is found', () => {
  const directory = ['', 'work', 'main'].join('/');
  assert.ok(traceIn(`cd ${directory}`) !== undefined && traceIn(`("${directory}/x")`) !== undefined);
  assert.equal(traceIn(`src${directory} .${directory} https://example.com${directory}`), undefined);
});

test('no file names a directory of the machine that it was written on', () => {
  const files = filesUnder('');
  assert.ok(files.includes('package.json') && files.includes('src/record.ts'));
  for (const file of files) assert.equal(traceIn(readFileSync(`${root}${file}`, 'utf8')), undefined, file);
});

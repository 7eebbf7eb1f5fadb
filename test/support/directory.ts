/** Directories of tests: made for one of them, and searched for secrets before they are removed. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertUnmarked, WEBHOOK_SECRET } from './canary.js';

/** A test that hands over a secret in a file gives the file such a name, so that nothing else has to be left out. */
const HANDED_OVER = /\.secret$/;

/** A sandbox is a service: it keeps what it signs its calls with, as it was given it. API keys are none of its business. */
const KEPT_BY_SERVICE = /\.db(?:-journal|-wal)?$/;

export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'batchctl-test-'));
}

/** May be called twice. Throws where a secret stands in one of its files, with nothing left of it all the same. */
export function removeDirectory(directory: string): void {
  try {
    searchDirectory(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Throws where a secret stands in a file below, or in its name. */
export function searchDirectory(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    assertUnmarked(`a name in ${directory}`, entry.name);
    if (entry.isFile() && !HANDED_OVER.test(entry.name)) searchFile(join(entry.parentPath, entry.name));
  }
}

function searchFile(path: string): void {
  const bytes = readFileSync(path);
  const text = KEPT_BY_SERVICE.test(path) && bytes.includes(WEBHOOK_SECRET) ? withoutKept(bytes) : bytes;
  assertUnmarked(path, text);
}

/** As long as before, so that offsets stay right. */
function withoutKept(bytes: Buffer): Buffer {
  const blank = ' '.repeat(WEBHOOK_SECRET.length);
  return Buffer.from(bytes.toString('latin1').replaceAll(WEBHOOK_SECRET, blank), 'latin1');
}

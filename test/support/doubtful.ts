/** An import with something in doubt, in a place of its own; and what its journal, the audit and `status` say of it. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { API_KEY } from './canary.js';
import type { Ended } from './run-here.js';
import { Within } from './within.js';
import { numberedCsv } from './workplace.js';

export const IMPORT = ['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', '--concurrency', '1'];
export const FIVES = ['--batch-size', '5'];
export const never = new AbortController().signal;

/** Opens the service, with these faults. */
export async function serve(place: Within, faults = ''): Promise<void> {
  const url = await place.serve(faults);
  Object.assign(place.env, {
    EXPERITURE_API_KEY: API_KEY,
    EXPERITURE_BASE_URL: `${url}/public/v1`,
    OPENAI_API_KEY: API_KEY,
    OPENAI_BASE_URL: `${url}/openai/v1`,
    LOGNAME: 'ada',
  });
}

/** An import of which something is in doubt, and a service that has recovered. */
export async function inDoubt(
  t: TestContext,
  faults: string,
  rows: number,
  ...args: readonly string[]
): Promise<Within> {
  const place = new Within(t);
  writeFileSync('rows.csv', numberedCsv(rows).text);
  await serve(place, faults);
  const ran = await place.run([...IMPORT, ...args]);
  assert.equal(ran.exit, 6, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /in doubt there.*batchctl resolve rows\.csv$/ms);
  await serve(place);
  return place;
}

/** Of the one import that there is. */
export function journalPath(): string {
  const [name = ''] = readdirSync('.batchctl/imports');
  return join('.batchctl/imports', name, 'journal.ndjson');
}

function linesOf(path: string): Record<string, unknown>[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Its lines. */
export function audit(): Record<string, unknown>[] {
  return linesOf('.batchctl/audit.ndjson');
}

/** Those of one type. */
export function entries(type: string): Record<string, unknown>[] {
  return linesOf(journalPath()).filter((entry) => entry['type'] === type);
}

/** By status and by this command alike: every row is counted once. */
export async function rowsOf(place: Within): Promise<readonly number[]> {
  const [status, resolve] = [await place.run(['status', '--json']), await place.run(['resolve', 'rows.csv', '--json'])];
  const { read, accepted, rejected, inDoubt: doubts, pending } = JSON.parse(status.stdout).rows;
  assert.equal(read, accepted + rejected + doubts + pending);
  assert.deepEqual(JSON.parse(resolve.stdout).imports[0].rows, JSON.parse(status.stdout).rows);
  return [accepted, rejected, doubts, pending];
}

/** `resolve`, to an exit code. */
export async function decided(place: Within, exit: number, ...args: readonly string[]): Promise<Ended> {
  const ran = await place.run(['resolve', 'rows.csv', ...args]);
  assert.equal(ran.exit, exit, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
  return ran;
}

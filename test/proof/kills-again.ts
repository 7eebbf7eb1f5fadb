/** The command of a finished import once more: COUNT rows (a million), no request, and less than a second, with nobody there to answer. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance } from '../encode/simd/chance.js';
import { API_KEY } from '../support/canary.js';
import { check } from '../support/checker.js';
import { removeDirectory } from '../support/directory.js';
import { runProgram } from './kills-run.js';
import { KillableServer } from './kills-server.js';

const COUNT = Number(process.env['COUNT'] ?? 1_000_000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
/** The quickest of so many counts: others use the machine too. */
const TRIES = 5;
const MOST_MS = 1_000;

const directory = mkdtempSync(join(tmpdir(), 'batchctl-again-'));
const chance = new Chance(SEED);
const lines = Array.from({ length: COUNT }, (_, index) => {
  const email = chance.oneIn(5_000) ? 'nobody' : `user${index}@example.com`;
  return `${index + 1},${email},"Note ${chance.below(1_000_000)}, said"\n`;
});
writeFileSync(join(directory, 'rows.csv'), `id,email,note\n${lines.join('')}`);
const server = await KillableServer.open(directory, '');
const command = {
  directory,
  env: { PATH: process.env['PATH'] ?? '', EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: server.url },
  args: ['import', 'rows.csv', '-t', 'experiture', '--object', 'again', '--json', '-q'],
  input: [],
  server,
};
const first = await runProgram(command);
process.stderr.write(`seed ${SEED}, imported: exit ${first.exit}\n`);
await server.close();
const failures: string[] = [];
const traces = { directory, database: 'service.db', dialect: [], document: first.stdout, exit: first.exit ?? -1 };
const verdict = await check({ ...traces, source: 'rows.csv', format: 'csv', object: 'again' });
if (!verdict.valid) failures.push(JSON.stringify(verdict));
const times: number[] = [];
for (let tried = 0; tried < TRIES; tried++) {
  const begun = performance.now();
  const { exit, stdout, stderr } = await runProgram(command);
  times.push(Math.round(performance.now() - begun));
  const { requests, rows } = JSON.parse(stdout);
  const isSame = exit === first.exit && JSON.stringify(rows) === JSON.stringify(JSON.parse(first.stdout).rows);
  if (!isSame || requests !== 0) failures.push(`${exit} ${stdout}${stderr}`);
}
if (Math.min(...times) >= MOST_MS) failures.push(`the quickest rerun took ${Math.min(...times)} ms`);
const what = `${verdict.ok} ok, ${verdict.rejected} rejected, reruns of ${times.join(', ')} ms without a request`;
process.stdout.write(`kills-again: ${COUNT} rows, seed ${SEED}: ${what}, ${failures.length} failures\n`);
for (const failure of failures) process.stderr.write(`${failure}\n`);
if (failures.length === 0) removeDirectory(directory);
process.exitCode = failures.length === 0 ? 0 : 1;

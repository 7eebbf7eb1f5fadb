/**
 * A queue consumer as README describes it: takes messages off a queue (a file of lines), writes them down as one flush, imports
 * that under a name made of the messages' ids, and only then deletes both. Dies where DIE_AT says: flush, half, import.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const [binary = '', flushSize = '10'] = process.argv.slice(2);
const dieAt = process.env['DIE_AT'];
const [QUEUE, FLUSH] = ['queue.ndjson', 'flush.ndjson'];

for (;;) {
  const queued = linesOf(QUEUE);
  if (!existsSync(FLUSH)) {
    if (queued.length === 0) break;
    put(FLUSH, queued.slice(0, Number(flushSize)));
  }
  die('flush');
  const flush = linesOf(FLUSH);
  const ids = flush.map((line) => String(JSON.parse(line).id)).toSorted();
  const id = createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 32);
  const exit = await importFlush(id, flush);
  if (exit !== 0) process.exit(exit);
  die('import');
  const done = new Set(ids);
  put(
    QUEUE,
    queued.filter((line) => !done.has(JSON.parse(line).id)),
  );
  rmSync(FLUSH);
}

/** @param {string} id @param {readonly string[]} flush @returns {Promise<number>} */
function importFlush(id, flush) {
  const args = ['import', '-', '--import-id', id, '--format', 'ndjson', '--object', 'events', '--sandbox', '-q'];
  const child = spawn(process.execPath, ['--liftoff-only', binary, ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
  const text = `${flush.join('\n')}\n`;
  if (dieAt === 'half') {
    // In the middle of a line: the importer sees an end of its input that isn't one.
    child.stdin.write(text.slice(0, Math.floor(text.length / 2)), () => die('half'));
  } else {
    child.stdin.end(text);
  }
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** @param {string} path */
function linesOf(path) {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

/** @param {string} path @param {readonly string[]} lines */
function put(path, lines) {
  writeFileSync(`${path}.new`, lines.map((line) => `${line}\n`).join(''));
  renameSync(`${path}.new`, path);
}

/** @param {string} moment */
function die(moment) {
  if (dieAt === moment) process.kill(process.pid, 'SIGKILL');
}

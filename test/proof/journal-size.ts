/**
 * A journal of a million chunks: how long it takes to be opened, and what of memory. It is written here as an import writes it, and
 * opened by a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointPath } from '../../src/journal/checkpoint.js';
import type { Begin, Entry } from '../../src/journal/entry.js';
import { Journal, type Disk } from '../../src/journal/journal.js';
import { realTools } from '../../src/main.js';
import { plainDisk } from '../support/plain-disk.js';

/** Chunks. */
const COUNT = Number(process.env['COUNT'] ?? 1_000_000);
const SEED = Number(process.env['SEED'] ?? 1);
const MOST_SECONDS = 2;
const MOST_MB = 400;
const CHUNK_ROWS = 1_000;
const ROW_BYTES = 100;
/** Chunks that share a sync. */
const TOGETHER = 16;
const OPENING = fileURLToPath(new URL('../support/open-journal.ts', import.meta.url));

const moment = { wall: 1_790_000_000_000, bootId: '4f1c8a52-0d0b-4a0b-9c3f-6f0d8c1e2b7a', uptime: 1_000 };

interface Opened {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** MB that the process had before, and at the most. */
  readonly before: number;
  readonly peakMb: number;
  readonly chunks: number;
}

function begin(): Begin {
  const source = { size: COUNT * CHUNK_ROWS * ROW_BYTES, mtimeMs: 1, head: 'a'.repeat(64), tail: 'b'.repeat(64) };
  const rest = { plan: {}, credential: null, salt: null, generation: 0, rejects: null };
  return {
    type: 'BEGIN',
    format: 1,
    batchctl: '0.1.0',
    importId: 'rows.csv',
    at: new Date(0).toISOString(),
    source,
    ...rest,
  };
}

/** A number of so many hex digits that looks like any other. */
function digits(chunk: number, length: number): string {
  return Math.imul(chunk + SEED, 0x9e3779b1)
    .toString(16)
    .replace('-', '')
    .repeat(length)
    .slice(0, length);
}

function chunk(index: number): Entry[] {
  const part = String(index);
  const at = (chunks: number) => ({
    byte: chunks * CHUNK_ROWS * ROW_BYTES,
    row: chunks * CHUNK_ROWS,
    line: chunks * CHUNK_ROWS + 1,
  });
  const items = { from: 0, to: CHUNK_ROWS, without: [] };
  const range = {
    start: at(index),
    end: at(index + 1),
    items,
    maxBytes: 9_500_000,
    crc: Math.imul(index, 0x85ebca6b) >>> 0,
  };
  const id = `${digits(index, 8)}-${digits(index, 4)}-4${digits(index, 3)}-8${digits(index, 3)}-${digits(index, 12)}`;
  const receipt = { id: `rjob_${digits(index, 32)}`, accepted: CHUNK_ROWS, requestId: id };
  return [
    { type: 'INTENT', part, ...range, body: digits(index, 64), key: id, generation: 0, moment },
    { type: 'ACK', part, receipt },
    { type: 'SETTLED', part, accepted: CHUNK_ROWS, refused: [], unlisted: 0 },
  ];
}

/** As an import does, but for its syncs. */
async function write(directory: string): Promise<void> {
  const never = new AbortController().signal;
  const { checkpointBytes } = realTools(never, never).disk;
  const disk: Disk = { ...plainDisk, checkpointBytes, sync: async () => undefined };
  const journal = await (await Journal.open(directory, disk)).beginAnew(begin());
  for (let index = 0; index < COUNT; index++) {
    const appended = chunk(index).map((entry) => journal.append(entry));
    if (index % TOGETHER === TOGETHER - 1) await Promise.all(appended);
  }
  await journal.close();
}

const directory = mkdtempSync(join(tmpdir(), 'batchctl-proof-'));
try {
  const path = join(directory, 'journal.ndjson');
  await write(directory);
  const [mb, kept] = [path, checkpointPath(path)].map((file) => Math.round(statSync(file).size / 1e6));
  process.stderr.write(`written: ${mb} MB, and a checkpoint of ${kept} MB\n`);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', OPENING, directory], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { seconds, cpuSeconds, before, peakMb, chunks }: Opened = JSON.parse(stdout);
  const took = `opened in ${seconds} s (at most ${MOST_SECONDS}), of which ${cpuSeconds} s of CPU`;
  process.stdout.write(
    `journal-size: ${COUNT} chunks, seed ${SEED}: ${took}; memory from ${before} to ${peakMb} MB (at most ${MOST_MB})\n`,
  );
  if (seconds > MOST_SECONDS || peakMb > MOST_MB || chunks !== COUNT) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

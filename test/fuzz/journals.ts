/** The journal, read back after anything at all became of its file. */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { encodeLine } from '../../src/journal/codec.js';
import type { Entry } from '../../src/journal/entry.js';
import { DamagedJournal, ForeignJournal, replay } from '../../src/journal/replay.js';
import type { Decoder } from './oracle.js';

const moment = { wall: 1_767_323_045_000, bootId: 'b', uptime: 10 };
const source = { size: 100, mtimeMs: 1, head: 'h', tail: 't' };
const begin: Entry = {
  type: 'BEGIN',
  format: 1,
  batchctl: '0.1.0',
  importId: 'rows.csv',
  at: '2026-01-02T03:04:05.000Z',
  source,
  plan: {},
  credential: { salt: 's', hash: 'h' },
  salt: null,
  generation: 0,
  rejects: null,
};

function intent(part: string, row: number): Entry {
  return {
    type: 'INTENT',
    part,
    start: { byte: row * 10, row, line: row },
    end: { byte: row * 10 + 20, row: row + 2, line: row + 2 },
    items: { from: 0, to: 2, without: [] },
    maxBytes: 1000,
    crc: 1,
    body: 'hash',
    key: `key-${part}`,
    generation: 0,
    moment,
  };
}

const blamed = [{ index: 1, code: 'x', message: 'y' }];
const ENTRIES: readonly Entry[] = [
  begin,
  intent('0', 0),
  intent('1', 2),
  { type: 'ACK', part: '0', receipt: { id: 'job-1', accepted: 2 } },
  { type: 'REFUSED', part: '1', about: 'content', status: 422, code: 'c', message: 'm', requestId: null, blamed },
  {
    type: 'SPLIT',
    part: '1',
    reason: 'r',
    taken: blamed,
    children: [{ part: '1.0', items: { from: 0, to: 1, without: [] } }],
  },
  intent('1.0', 2),
  { type: 'UPLOADED', part: '1.0', file: 'f' },
  { type: 'AGAIN', part: '1.0', why: 'w' },
  { type: 'SETTLED', part: '0', accepted: 2, refused: [], unlisted: 0 },
  { type: 'IN_DOUBT', part: '1.0', reason: 'r' },
  { type: 'RESOLVED', part: '1.0', at: '2026-01-02T03:04:05.000Z', decision: 'resend', accepted: 0, refused: [] },
  { type: 'SOURCE', source, isAll: true },
  { type: 'CREDENTIAL', credential: null },
  { type: 'DELETED', at: '2026-01-02T03:04:05.000Z', how: 'begun' },
  { type: 'END', at: '2026-01-02T03:04:05.000Z', complete: true, summary: {}, rejects: null },
];

const LINES = ENTRIES.map((entry, number) => encodeLine(entry, number));
const TAIL = ',"crc":"00000000"}';

/** A file is made when it is first needed. */
class Scratch {
  #directory: string | undefined;
  #file = 0;

  replaced(bytes: Buffer): number {
    if (this.#directory === undefined) {
      this.#directory = mkdtempSync(join(tmpdir(), 'batchctl-fuzz-'));
      this.#file = openSync(join(this.#directory, 'journal'), 'w+');
    }
    ftruncateSync(this.#file, 0);
    writeSync(this.#file, bytes, 0, bytes.length, 0);
    return this.#file;
  }

  close(): void {
    if (this.#directory === undefined) return;
    closeSync(this.#file);
    rmSync(this.#directory, { recursive: true });
    this.#directory = undefined;
  }
}

const scratch = new Scratch();

export const JOURNAL: Decoder = {
  name: 'the journal',
  seeds: [LINES.join(''), LINES.slice(0, 3).join(''), LINES[0] ?? ''],
  tokens: [...LINES.slice(1, 6), TAIL, '{"n":0,', '{"n":3,"type":"END"}', '"type":"INTENT"', '"part":"1.0.0"', '\n'],
  // Half of them as somebody would write them who knows how: then the content is what is wrong.
  decode: (input, chance) => assertReplay(chance.below(2) === 0 ? input : sealed(input)),
  close: () => scratch.close(),
};

function assertReplay(bytes: Buffer): void {
  const lines = bytes.toString('latin1').split('\n').length;
  try {
    const { state, entries, bytes: whole } = replay(scratch.replaced(bytes));
    assert.ok(whole <= bytes.length && entries <= lines && (state === undefined) === (entries === 0));
  } catch (error) {
    if (error instanceof ForeignJournal) return;
    assert.ok(error instanceof DamagedJournal && error.line >= 1 && error.line <= lines, String(error));
  }
}

/** Every line with a number and a CRC that are right. */
function sealed(input: Buffer): Buffer {
  const lines = input.toString().split('\n');
  return Buffer.from(lines.map((line, number) => (line === '' ? '' : sealedLine(line, number))).join('\n'));
}

function sealedLine(line: string, number: number): string {
  const text = line.slice(0, Math.max(0, line.length - TAIL.length)).replace(/^\{"n":\d+/, `{"n":${number}`);
  return `${text},"crc":"${crc32(text).toString(16).padStart(8, '0')}"}`;
}

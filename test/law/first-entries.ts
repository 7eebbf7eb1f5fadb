/** How a journal begins: what the tests of its entries go on from. */
import type { Begin, Entry, Intent, Refused } from '../../src/journal/entry.js';

export const BEGIN: Begin = {
  type: 'BEGIN',
  format: 1,
  batchctl: '1',
  importId: 'rows.csv',
  at: '2026-04-21T15:00:00.000Z',
  source: { size: 10, mtimeMs: 1, head: 'a', tail: 'a' },
  plan: {},
  credential: null,
  salt: null,
  generation: 0,
  rejects: null,
};

/** A chunk of two rows. */
export const INTENT: Intent = {
  type: 'INTENT',
  part: '0',
  start: { byte: 0, line: 0, row: 0 },
  end: { byte: 10, line: 2, row: 2 },
  items: { from: 0, to: 2, without: [] },
  maxBytes: 100,
  crc: 1,
  body: 'b',
  key: 'k',
  generation: 0,
  moment: { wall: 1_000, bootId: 'one', uptime: 1 },
};

export const REFUSED: Refused = {
  type: 'REFUSED',
  part: '0',
  about: 'job',
  status: 0,
  code: 'no',
  message: 'no',
  requestId: null,
  blamed: [],
};
export const BAD = [{ index: 1, code: 'BAD', message: 'bad' }];
export const DOUBT: Entry = { type: 'IN_DOUBT', part: '0', reason: 'who knows' };
/** One of a chunk's rows was accepted. */
export const SETTLED: Extract<Entry, { type: 'SETTLED' }> = {
  type: 'SETTLED',
  part: '0',
  accepted: 1,
  refused: BAD,
  unlisted: 1,
};
export const UPLOADED: Entry = { type: 'UPLOADED', part: '0', file: 'f' };

/** Entries of every kind, with any words in them. */
import * as fc from 'fast-check';
import { wholeRange } from '../../src/import/item-range.js';
import type { Begin, Entry, Intent, ItemRange, Moment } from '../../src/journal/entry.js';
import type { ItemRefusal } from '../../src/record.js';

/** Whatever a service or a file name may hold: quotes, line breaks, lone surrogates, what looks like the end of a line. */
const words = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\uD800', '","crc":"00000000"}', '{"n":1,', '__proto__'),
);
const part = fc.constantFrom('0', '1', '0.0', '12.1.0');
const counts = fc.nat(1_000_000);
const file = fc.option(fc.record({ path: words, sha256: words }));
const refusals: fc.Arbitrary<ItemRefusal[]> = fc.array(fc.record({ index: fc.nat(50), code: words, message: words }), {
  maxLength: 3,
});
const at = fc.constant('2026-04-21T15:00:00.000Z');
const range: fc.Arbitrary<ItemRange> = fc.nat(50).map((items) => wholeRange(items));
const source = fc.record({ size: counts, mtimeMs: counts, head: words, tail: words });
const moment: fc.Arbitrary<Moment> = fc.record({ wall: counts, bootId: fc.option(words), uptime: counts });
const position = fc.record({ byte: counts, row: counts, line: counts });

const begin: fc.Arbitrary<Begin> = fc.record({
  type: fc.constant('BEGIN'),
  format: fc.constant(1),
  batchctl: words,
  importId: words,
  at,
  source,
  plan: fc.jsonValue({ depthSize: 'small' }),
  credential: fc.option(fc.record({ salt: words, hash: words })),
  salt: fc.option(words),
  generation: counts,
  rejects: file,
});
const intent: fc.Arbitrary<Intent> = fc.record({
  type: fc.constant('INTENT'),
  part,
  start: position,
  end: position,
  items: range,
  maxBytes: counts,
  crc: counts,
  body: fc.option(words),
  key: fc.option(words),
  generation: counts,
  moment,
});

export const anyEntry: fc.Arbitrary<Entry> = fc.oneof(
  begin,
  intent,
  fc.record({ type: fc.constant('UPLOADED'), part, file: words }),
  fc.record({ type: fc.constant('AGAIN'), part, why: words }),
  fc.record({
    type: fc.constant('REFUSED'),
    part,
    about: fc.constantFrom('content', 'size', 'job', 'other'),
    status: counts,
    code: words,
    message: words,
    requestId: fc.option(words),
    blamed: refusals,
  }),
  fc.record({
    type: fc.constant('SPLIT'),
    part,
    reason: words,
    taken: refusals,
    children: fc.array(fc.record({ part, items: range }), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('ACK'), part, receipt: fc.record({ id: words, accepted: counts }) }),
  fc.record({ type: fc.constant('SETTLED'), part, accepted: counts, refused: refusals, unlisted: counts }),
  fc.record({ type: fc.constant('IN_DOUBT'), part, reason: words }),
  fc.record({
    type: fc.constant('RESOLVED'),
    part,
    at,
    decision: fc.constantFrom('accepted', 'skip', 'resend'),
    accepted: counts,
    refused: refusals,
  }),
  fc.record({ type: fc.constant('END'), at, complete: fc.boolean(), summary: fc.jsonValue(), rejects: file }),
  fc.record({ type: fc.constant('DELETED'), at, how: fc.constantFrom('begun', 'done', 'refused') }),
  fc.record({ type: fc.constant('SOURCE'), source, isAll: fc.boolean() }),
  fc.record({ type: fc.constant('CREDENTIAL'), credential: fc.option(fc.record({ salt: words, hash: words })) }),
);

/** A chunk that is cut again: its items one by one, the rows that they were, and requests of some of them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { detectShape } from '../../src/encode/shape.js';
import { hasRowsBehind } from '../../src/import/behind.js';
import { BodyMemory } from '../../src/import/body-memory.js';
import { cutChunks } from '../../src/import/chunk.js';
import { countItems } from '../../src/import/item-range.js';
import { encoderFor, envelopeOf } from '../../src/import/line.js';
import type { Chunk } from '../../src/import/open-chunk.js';
import { freeze } from '../../src/import/plan.js';
import { recut, type Recutting } from '../../src/import/recut.js';
import type { Intent, ItemRange } from '../../src/journal/entry.js';
import { openSource } from '../../src/source/open.js';
import { experiture } from '../../src/target/experiture.js';
import { realTools } from '../../src/main.js';
import { planFor } from '../simulation/plan.js';
import { runs } from '../support/properties.js';

const tools = realTools(new AbortController().signal, new AbortController().signal);

interface Cut {
  readonly line: Recutting;
  readonly chunks: readonly Chunk[];
  readonly close: () => Promise<void>;
}

const memory = new BodyMemory();
const sink = (expectedBytes: number) => memory.sink(expectedBytes);

/** All chunks of a text, of `maxRows` rows and `maxBytes` bytes at most. */
async function cut(path: string, text: string, limits: { maxRows: number; maxBytes: number }): Promise<Cut> {
  writeFileSync(path, text);
  const asking = {
    file: path,
    operation: 'append',
    stateDir: '',
    chunkRows: 1,
    concurrency: 1,
    maxRetries: 0,
  } as const;
  const plan = { ...planFor(asking, experiture), limits };
  const source = await openSource({
    path,
    name: path,
    encoding: null,
    stdin: () => tools.stdin(),
    stop: tools.stop,
    lookAge: undefined,
  });
  const { bytes: head, isAll } = await source.head(65_536);
  const shape = detectShape(head, { hasHeader: true, name: path }, isAll) ?? assert.fail('no shape');
  const scope = { ...plan.scope, baseUrl: 'http://service.example', account: null };
  const line = { plan, frozen: freeze(plan, scope, { shape, settings: {} }), source, making: {} };
  const encoder = encoderFor(line, limits.maxBytes);
  const chunks: Chunk[] = [];
  for await (const chunk of cutChunks({ source, encoder, envelope: envelopeOf(line), limits, from: shape.first, sink }))
    chunks.push(chunk);
  return { line, chunks, close: () => source.close() };
}

function intentOf({ start, end, items, crc }: Chunk, maxBytes: number): Intent {
  const whole = { from: 0, to: items, without: [] };
  const rest = { body: null, key: null, generation: 0, moment: { wall: 0, bootId: null, uptime: 0 } };
  return { type: 'INTENT', part: '0', start, end, items: whole, maxBytes, crc, ...rest };
}

/** The ids of the rows in a request. */
function idsIn(body: unknown): number[] {
  assert.ok(Buffer.isBuffer(body));
  const { records }: { records: { id: string | number }[] } = JSON.parse(body.toString());
  return records.map(({ id }) => Number(id));
}

/** A row, or what looks like one and is rejected, or none at all; with the lines that it takes. */
interface Piece {
  readonly kind: 'row' | 'bad' | 'none';
  readonly text: (id: number) => string;
  readonly lines: number;
}

const NDJSON: readonly Piece[] = [
  { kind: 'row', text: (id) => `{"id":${id}}`, lines: 1 },
  { kind: 'row', text: (id) => `  {"id":${id},"v":"${'é'.repeat(id)}"}`, lines: 1 },
  { kind: 'bad', text: () => '{broken', lines: 1 },
  { kind: 'none', text: () => '', lines: 1 },
];
const CSV: readonly Piece[] = [
  { kind: 'row', text: (id) => `${id},v`, lines: 1 },
  { kind: 'row', text: (id) => `${id},"two\nlines, ""so"""`, lines: 2 },
  { kind: 'bad', text: () => 'too,many,cells', lines: 1 },
  { kind: 'none', text: () => '', lines: 1 },
];

interface Good {
  readonly id: number;
  readonly row: number;
  readonly line: number;
}

/** The text, and where its good rows stand. The first piece of each kind comes first, so that there is a shape. */
function textOf(format: 'csv' | 'ndjson', picks: readonly number[], ends: boolean): { text: string; good: Good[] } {
  const pieces = format === 'csv' ? CSV : NDJSON;
  const header = format === 'csv' ? ['id,v'] : [];
  const good: Good[] = [];
  let [row, line] = [0, header.length];
  const texts = [0, ...picks].map((pick, id) => {
    const { kind, text, lines } = pieces[pick % pieces.length] ?? assert.fail();
    if (kind !== 'none') row += 1;
    if (kind === 'row') good.push({ id, row, line: line + 1 });
    line += lines;
    return text(id);
  });
  return { text: [...header, ...texts].join('\n') + (ends ? '\n' : ''), good };
}

const given = fc.record({
  format: fc.constantFrom('csv', 'ndjson'),
  picks: fc.array(fc.nat(3), { maxLength: 14 }),
  ends: fc.boolean(),
  maxRows: fc.integer({ min: 1, max: 6 }),
  maxBytes: fc.constantFrom(90, 1_000),
  chance: fc.nat(),
});

/** Some items of so many: at least one. */
function someOf(items: number, chance: number): ItemRange {
  const from = chance % items;
  const to = items - (((chance >> 3) % items) % (items - from));
  const without = Array.from({ length: to - from }, (_, index) => from + index).filter(
    (item) => item > from && (chance >> (item % 20)) % 3 === 0,
  );
  return { from, to, without };
}

function placeOf(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test('cut again, a chunk is the same; and each of its items is known, where it stood and in any request', async (t) => {
  const directory = placeOf(t);
  const law = fc.asyncProperty(given, async ({ format, picks, ends, maxRows, maxBytes, chance }) => {
    const { text, good } = textOf(format, picks, ends);
    const bytes = Buffer.from(text);
    const { line, chunks, close } = await cut(join(directory, `rows.${format}`), text, { maxRows, maxBytes });
    let seen = 0;
    for (const [index, chunk] of chunks.entries()) {
      const intent = intentOf(chunk, maxBytes);
      const again = await recut(line, intent, sink);
      assert.deepEqual(again.chunk, chunk);
      const own = good.slice(seen, seen + chunk.items);
      seen += chunk.items;
      for (const [item, { row, line: at, id }] of own.entries()) {
        const origin = again.origin(item);
        assert.deepEqual([origin.row, origin.line], [row, at]);
        assert.match(bytes.toString('utf8', origin.start, origin.end), new RegExp(`^(?: *\\{"id":)?${id}[,}]`));
      }
      if (own.length > 0) {
        const range = someOf(own.length, chance);
        const wanted = own.filter((_, item) => item >= range.from && item < range.to && !range.without.includes(item));
        assert.equal(countItems(range), wanted.length);
        assert.deepEqual(
          idsIn(await again.body(range)),
          wanted.map(({ id }) => id),
        );
        assert.equal(await again.body(intent.items), again.chunk.body);
      } else await assert.rejects(again.body(intent.items), /no body/);
      assert.equal(await hasRowsBehind(line, chunk.end), index < chunks.length - 1);
    }
    assert.equal(seen, good.length);
    await close();
  });
  await fc.assert(law, runs(60, 4));
});

test('what is not what it was cut from is told', async (t) => {
  const { line, chunks, close } = await cut(join(placeOf(t), 'rows.csv'), 'id,v\n0,v\n1,v\n2,v\n', {
    maxRows: 2,
    maxBytes: 1_000,
  });
  const [chunk = assert.fail()] = chunks;
  const intent = intentOf(chunk, 1_000);
  const { start, end } = intent;
  for (const other of [
    { ...intent, crc: intent.crc + 1 },
    { ...intent, end: { ...end, byte: end.byte + 1 } },
    { ...intent, end: { ...end, row: end.row - 1 } },
    { ...intent, start: { ...start, byte: start.byte + 1 } },
    { ...intent, start: { ...start, byte: 999 } },
  ])
    await assert.rejects(recut(line, other, sink), { exit: 8, code: 'source_changed' });
  await close();
});

/** A source that is still being written: what has waited long enough is sent, and half a row at its end is no row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEncoder } from '../../src/encode/create.js';
import { detectShape } from '../../src/encode/shape.js';
import { BodyMemory } from '../../src/import/body-memory.js';
import { cutChunks } from '../../src/import/chunk.js';
import { maxItemBytes } from '../../src/import/open-chunk.js';
import { Patience } from '../../src/import/patience.js';
import type { Position } from '../../src/record.js';
import { QuickTools } from '../support/quick-tools.js';

const envelope = { head: '[', separator: ',', tail: ']' };
const FIRST = '{"a":0}\n';

/** Reads come as they are given: a text, `end`, or `never` where one doesn't come. */

interface Flow {
  readonly reads: readonly string[];
  readonly ageMs: number | null;
  readonly stopping?: AbortSignal;
  readonly isHalf?: boolean;
}

function cutting({ reads, ageMs, stopping = new AbortController().signal, isHalf = false }: Flow) {
  const left = [...reads];
  const read = async (into: Uint8Array) => {
    const next = left.shift() ?? 'end';
    if (next === 'never') return await new Promise<number>(() => undefined);
    return next === 'end' ? 0 : Buffer.from(into.buffer, into.byteOffset, into.length).write(next);
  };
  const shape = detectShape(Buffer.from(FIRST), { name: 'rows.ndjson' }, true) ?? assert.fail('no shape');
  const most = { separator: ',', maxItemBytes: maxItemBytes(envelope, 1_000), maxRecordBytes: 1_000 };
  const memory = new BodyMemory();
  const tools = new QuickTools();
  if (ageMs === null) tools.longest = 60_000;
  return cutChunks({
    source: { read },
    encoder: createEncoder(shape, most),
    envelope,
    limits: { maxRows: 3, maxBytes: 1_000 },
    from: shape.first,
    sink: (expectedBytes) => memory.sink(expectedBytes),
    patience: new Patience(tools, ageMs, stopping),
    ...(isHalf ? { halfRow: (at: Position) => new Error(`half a row behind ${at.row}`) } : {}),
  });
}

test('rows that have waited long enough go out though there is room, and half a row behind them stays', async () => {
  const chunks = cutting({ reads: [FIRST, '{"a":1}\n{"a"', 'never'], ageMs: 50 });
  const { value: chunk } = await chunks.next();
  assert.deepEqual([chunk?.items, chunk?.end.row], [2, 2]);
});

test('a chunk that is full goes out at once, and at the end whatever there is', async () => {
  const counts: number[] = [];
  const reads: string[] = [FIRST, FIRST, FIRST, '{"a":1}\n', 'end'];
  for await (const { items } of cutting({ reads, ageMs: null })) counts.push(items);
  assert.deepEqual(counts, [3, 1]);
});

test('where the run is stopped, nothing more is cut, also of what was read', async () => {
  const stopping = new AbortController();
  const chunks = cutting({ reads: [FIRST, 'never'], ageMs: null, stopping: stopping.signal });
  const next = chunks.next();
  setTimeout(() => stopping.abort(), 5);
  assert.equal((await next).done, true);
});

test('a last row that is broken and has no line break is half of one: those before it are cut, and then it is said', async () => {
  for (const [half, isSaid] of [
    ['{"a":', true],
    ['{"a":\n', false],
    ['{"a":2}', false],
    ['{"a":2}  ', false],
    ['', false],
  ] as const) {
    const items: number[] = [];
    const run = async () => {
      for await (const chunk of cutting({
        reads: [FIRST, half, 'end'].filter((text) => text !== ''),
        ageMs: null,
        isHalf: true,
      }))
        items.push(chunk.end.row);
    };
    if (isSaid) await assert.rejects(run(), /half a row behind 1/);
    else await run();
    assert.deepEqual(items, [half === '' || isSaid ? 1 : 2], half);
  }
});

test('blank lines are no rows, and wait for ever', async () => {
  const stopping = new AbortController();
  const chunks = cutting({ reads: [FIRST, 'never'], ageMs: 50 });
  assert.equal((await chunks.next()).value?.items, 1);
  const blank = cutting({ reads: ['\n\n', 'never'], ageMs: 50, stopping: stopping.signal });
  const next = blank.next();
  setTimeout(() => stopping.abort(), 20);
  assert.equal((await next).done, true);
});

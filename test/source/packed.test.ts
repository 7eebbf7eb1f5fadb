/** Unpacked and converted, a source is the same text as a plain file, from whatever position it is read. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { BatchctlError } from '../../src/errors.js';
import type { SourceIdentity } from '../../src/record.js';
import { openSource } from '../../src/source/open.js';
import { PackedSource } from '../../src/source/packed.js';
import { Source } from '../../src/source/source.js';
import { unpackerOf } from '../../src/source/text.js';
import { runs } from '../support/properties.js';
import { gzip, skippable, utf16, zstd, ZSTD_WITH_CHECKSUM, zstdZeros } from './archives.js';

async function* nothing(): AsyncGenerator<Uint8Array> {}

class Files {
  readonly #directory = mkdtempSync(join(tmpdir(), 'batchctl-test-'));
  #count = 0;

  constructor(test: TestContext) {
    test.after(() => rmSync(this.#directory, { recursive: true, force: true }));
  }

  /** Opens these bytes as a file, and closes it behind the work. */
  async with<Result>(
    bytes: Buffer,
    encoding: string | null,
    work: (source: Source) => Promise<Result>,
  ): Promise<Result> {
    const path = join(this.#directory, `${(this.#count += 1)}.csv`);
    writeFileSync(path, bytes);
    const stop = new AbortController().signal;
    const source = await openSource({ path, name: 'rows.csv', encoding, stdin: nothing, stop, lookAge: undefined });
    try {
      return await work(source);
    } finally {
      await source.close();
      rmSync(path);
    }
  }

  /** The whole text, after an identity was asked for. */
  text(bytes: Buffer, encoding: string | null = null): Promise<Buffer> {
    return this.with(bytes, encoding, async (source) => {
      await source.identity();
      return await source.range(0, source.size ?? assert.fail('no size'));
    });
  }
}

const PACKINGS: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => bytes,
  gzip,
  (bytes) => gzip(bytes, 3),
  (bytes) => Buffer.concat([gzip(bytes), Buffer.alloc(1000)]),
  zstd,
  (bytes) => Buffer.concat([skippable(Buffer.from('a note')), zstd(bytes, 3), skippable(Buffer.alloc(0))]),
];

interface Written {
  readonly encoding: string | null;
  readonly write: (text: string) => Buffer;
}

const ENCODINGS: readonly Written[] = [
  { encoding: null, write: (text) => Buffer.from(text) },
  { encoding: 'UTF-8', write: (text) => Buffer.from(text) },
  { encoding: null, write: (text) => utf16(`\uFEFF${text}`, false) },
  { encoding: null, write: (text) => utf16(`\uFEFF${text}`, true) },
  { encoding: 'utf-16be', write: (text) => utf16(text, true) },
  { encoding: 'utf-16le', write: (text) => utf16(text, false) },
];

/** Long enough that reads, pieces and characters are cut everywhere; no mark of an encoding or an archive in front. */
const texts = fc
  .tuple(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 40 }), fc.integer({ min: 1, max: 400 }))
  .map(([rows, times]) => `id,é\n${rows.join('\n').repeat(times)}`);

const readings = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1.1, noNaN: true }), bytes: fc.integer({ min: 1, max: 300_000 }) }),
  { minLength: 1, maxLength: 12 },
);

test('any text, packed and encoded in any way, is the same bytes from any position and in any order', async (t) => {
  const files = new Files(t);
  const cases = fc.record({
    text: texts,
    packing: fc.constantFrom(...PACKINGS),
    written: fc.constantFrom(...ENCODINGS),
    readings,
    asks: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ text, packing, written, readings, asks }) => {
      const expected = Buffer.from(text);
      await files.with(packing(written.write(text)), written.encoding, async (source) => {
        if (asks) await source.identity();
        const check = async ({ at, bytes }: (typeof readings)[number]) => {
          const start = Math.floor(at * expected.length);
          const found = await source.range(start, start + bytes);
          assert(found.equals(expected.subarray(start, start + bytes)), `${bytes} bytes at ${start}`);
        };
        for (const reading of readings.slice(0, 6)) await check(reading);
        await Promise.all(readings.slice(6).map(check));
        assert.deepEqual(await source.range(0, expected.length + 1), expected);
        if (asks) assert.equal(source.size, expected.length);
      });
    }),
    runs(40, 10),
  );
});

/** A source that counts how often it is read from its front. */
class Counted extends Source {
  readonly path = 'rows.csv';
  readonly size = undefined;
  readonly #bytes: Buffer;
  begun = 0;

  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    if (position === 0) this.begun += 1;
    const found = this.#bytes.subarray(position, position + into.length);
    into.set(found);
    return found.length;
  }

  async identity(): Promise<SourceIdentity> {
    return { size: 0, mtimeMs: 0, head: '', tail: '' };
  }

  async verify(): Promise<void> {}
  async close(): Promise<void> {}
}

test('an archive is begun twice, however often its chunks are cut again and their rows read again', async () => {
  const text = Buffer.from(Array.from({ length: 90_000 }, (_, row) => `${row},user${row}@example.com\n`).join(''));
  const counted = new Counted(gzip(text));
  const source = new PackedSource({ source: counted, unpack: unpackerOf(gzip(text)), encoding: null });
  const chunkBytes = 300_000;
  for (let start = 0; start < text.length; start += chunkBytes) {
    const chunk = text.subarray(start, start + chunkBytes);
    assert.deepEqual(await source.crc(start, start + chunk.length), crc32(chunk));
    // A window reads on behind the chunk's end.
    await source.range(start + chunk.length, start + chunk.length + 250_000);
    for (let row = 0; row < chunk.length; row += 30_000)
      assert((await source.range(start + row, start + row + 50)).equals(chunk.subarray(row, row + 50)));
  }
  assert.equal(counted.begun, 2);
});

test('an archive cut anywhere is refused', async (t) => {
  const files = new Files(t);
  const rows = Buffer.from('id,email\n1,ada@example.com\n2,ada@example.com\n');
  for (const part of [gzip(rows), zstd(rows), ZSTD_WITH_CHECKSUM]) {
    const archive = Buffer.concat([part, part]);
    assert((await files.text(archive)).length > rows.length);
    for (let length = 5; length < archive.length; length++) {
      // There it is an archive of one part.
      if (length === part.length) continue;
      await assert.rejects(files.text(archive.subarray(0, length)), isCorrupt, `${length} bytes`);
    }
  }
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(copy.length + at) ^ 1, copy.length + at);
  return copy;
}

test('damage is refused: a checksum that differs, a byte in the middle, and whatever stands behind the end', async (t) => {
  const files = new Files(t);
  const rows = Buffer.from('id,email\n1,ada@example.com\n'.repeat(200));
  const damaged = [
    flipped(gzip(rows), -6),
    flipped(gzip(rows), -20),
    Buffer.concat([gzip(rows), Buffer.from('rows')]),
    // Zlib passes over all that is behind a zero.
    Buffer.concat([gzip(rows), Buffer.alloc(3), gzip(rows)]),
    flipped(ZSTD_WITH_CHECKSUM, -1),
    flipped(ZSTD_WITH_CHECKSUM, -9),
    Buffer.concat([ZSTD_WITH_CHECKSUM, Buffer.from('rows')]),
    Buffer.concat([zstd(rows), Buffer.of(0)]),
    Buffer.concat([zstd(rows), zstd(rows).subarray(0, -1)]),
  ];
  for (const [index, bytes] of damaged.entries()) await assert.rejects(files.text(bytes), isCorrupt, `case ${index}`);
  const large = Buffer.from('28b52ffd00a8', 'hex');
  await assert.rejects(files.text(Buffer.concat([large, Buffer.alloc(9)])), /more than 128 MiB/);
});

function isCorrupt(error: unknown): boolean {
  assert(error instanceof BatchctlError, String(error));
  assert.deepEqual([error.exit, error.code], [4, 'archive_corrupt']);
  assert.match(error.message, /^rows\.csv is a damaged (gzip|zstd) archive: .+, noticed at byte \d+$/);
  return true;
}

test('a few kB that unpack to 100 MB are read in pieces', async (t) => {
  const files = new Files(t);
  const archive = zstdZeros(800);
  assert(archive.length < 4000);
  await files.with(archive, null, async (source) => {
    const piece = Buffer.alloc(1000);
    assert.equal(await source.read(piece, 99_000_000), 1000);
    assert.equal((await source.head(10)).isAll, false);
  });
});

test('an archive within an archive is unpacked once, and a name says nothing', async (t) => {
  const files = new Files(t);
  const rows = Buffer.from('id\n1\n');
  assert.deepEqual(await files.text(gzip(gzip(rows))), gzip(rows));
  assert.deepEqual(await files.text(gzip(zstd(rows))), zstd(rows));
});

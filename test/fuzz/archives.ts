/** Archives and encodings: files that are unpacked and converted before anything is read of them. */
import assert from 'node:assert/strict';
import { BatchctlError, EXIT } from '../../src/errors.js';
import type { SourceIdentity } from '../../src/record.js';
import { Source } from '../../src/source/source.js';
import { encodingOf, textOf, unpackerOf } from '../../src/source/text.js';
import { gzip, skippable, utf16, zstd, ZSTD_WITH_CHECKSUM } from '../source/archives.js';
import type { Decoder } from './oracle.js';

const TEXT = 'id,email\n1,ada@example.com\n2,bj\u00f6rk@example.com\n3,\u{1F600}\n';
/** Bytes that a small input may become: beyond it the archives of the seeds don't get by damage. */
const MOST_TEXT = 40e6;

/** An archive in memory. */
class Bytes extends Source {
  readonly path = 'rows';
  readonly size: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    return this.#bytes.copy(into, 0, position);
  }

  async identity(): Promise<SourceIdentity> {
    return { size: this.size, mtimeMs: 0, head: '', tail: '' };
  }

  async verify(): Promise<void> {}

  async close(): Promise<void> {}
}

function binary(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function decoder(name: string, seeds: readonly Buffer[], tokens: readonly string[], oneIn = 1): Decoder {
  return { name, seeds: seeds.map(binary), tokens, oneIn, decode: (input) => decode(input) };
}

async function decode(input: Buffer): Promise<void> {
  const source = new Bytes(input);
  const front = input.subarray(0, 4);
  try {
    const unpack = unpackerOf(front);
    encodingOf(front, null, source.path);
    let bytes = 0;
    for await (const piece of textOf({ source, unpack, encoding: null })) bytes += piece.length;
    assert.ok(bytes <= MOST_TEXT, `${input.length} bytes became ${bytes}`);
  } catch (error) {
    assert.ok(error instanceof BatchctlError && error.exit === EXIT.source, String(error));
  }
}

const rows = Buffer.from(TEXT);

export const GZIP = decoder(
  'gzip archives',
  [gzip(rows), gzip(rows, 2), Buffer.concat([gzip(rows), Buffer.alloc(9)])],
  ['\x1f\x8b', '\x1f\x8b\x08\0\0\0\0\0\0\x03', '\x1f\x8b\x08\xff', '\0\0\0\0', '\xff\xff\xff\xff'],
);

export const ZSTD = decoder(
  'zstd archives',
  [zstd(rows), zstd(rows, 2), Buffer.concat([skippable(rows), ZSTD_WITH_CHECKSUM]), ZSTD_WITH_CHECKSUM],
  [
    '\x28\xb5\x2f\xfd',
    '\x50\x2a\x4d\x18',
    '\x5f\x2a\x4d\x18\xff\xff\xff\xff',
    '\0\0\0',
    '\x01\0\0',
    '\x02\0\x10',
    '\xff\xff\xff',
  ],
  // A decoder is made ready for each.
  40,
);

export const UTF_16 = decoder(
  'UTF-16',
  [Buffer.from([0xff, 0xfe, ...utf16(TEXT, false)]), Buffer.from([0xfe, 0xff, ...utf16(TEXT, true)])],
  ['\xff\xfe', '\xfe\xff', '\x3d\xd8', '\xd8\x3d', '\0\xdc', '\n\0', '\0\n', '\xff\xfe\0\0'],
);

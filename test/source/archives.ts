/** Archives and encodings, made without a program that makes them. */
import { gzipSync } from 'node:zlib';

const ZSTD_MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
const BLOCK_BYTES = 131_072;

/** One or several gzip members. */
export function gzip(bytes: Buffer, members = 1): Buffer {
  return inParts(bytes, members, (part) => gzipSync(part));
}

/** One or several zstd frames of stored blocks: whatever the text, and without a checksum. */
export function zstd(bytes: Buffer, frames = 1): Buffer {
  return inParts(bytes, frames, (part) => frame(blocksOf(part)));
}

/** Zeros as zstd: four bytes for each 128 KiB. */
export function zstdZeros(blocks: number): Buffer {
  return frame(
    Array.from({ length: blocks }, (_, index) =>
      block({ isLast: index === blocks - 1, type: 1, size: BLOCK_BYTES }, Buffer.of(0)),
    ),
  );
}

export function skippable(content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.of(0x5a, 0x2a, 0x4d, 0x18), size, content]);
}

function inParts(bytes: Buffer, parts: number, pack: (part: Buffer) => Buffer): Buffer {
  const length = Math.ceil(bytes.length / parts);
  return Buffer.concat(
    Array.from({ length: parts }, (_, index) => pack(bytes.subarray(index * length, (index + 1) * length))),
  );
}

/** A window of 128 KiB, no size, no checksum. */
function frame(blocks: readonly Buffer[]): Buffer {
  return Buffer.concat([ZSTD_MAGIC, Buffer.of(0, 7 << 3), ...blocks]);
}

function blocksOf(bytes: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(bytes.length / BLOCK_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const content = bytes.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    return block({ isLast: index === count - 1, type: 0, size: content.length }, content);
  });
}

function block({ isLast, type, size }: { isLast: boolean; type: 0 | 1; size: number }, content: Buffer): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE(Number(isLast) + type * 2 + size * 8, 0, 3);
  return Buffer.concat([head, content]);
}

/** By the zstd command at level 19: compressed blocks, literals in Huffman codes, and a checksum. */
export const ZSTD_WITH_CHECKSUM = Buffer.from(
  'KLUv/QRotQEAlAJpZCxlbWFpbAoxLGFkYUBleGFtcGxlLmNvbQoyLGdyYWNlMyxhbGFuNAMAXM3C5lF0x3wCTvy4vg==',
  'base64',
);

/** Text in UTF-16, as it stands: with no mark of its own. */
export function utf16(text: string, isBig: boolean): Buffer {
  const units = Buffer.from(text, 'utf16le');
  return isBig ? units.swap16() : units;
}

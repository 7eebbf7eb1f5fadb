/** Request bodies, in memory or in a file, and how one is put together. */
import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { Body } from '../record.js';

const PIECE_BYTES = 262_144;

/** A body under construction: appended to in blocks. */
export interface BodySink {
  /** Bytes so far. */
  readonly length: number;
  append(bytes: Uint8Array): void;
  /** Takes the last bytes off again. */
  trim(bytes: number): void;
  /** The body; nothing may be appended after it. */
  finish(): Body;
  /** Instead of `finish`, where there is nothing to send. */
  discard(): void;
}

/** Begins a body of about so many bytes. */
export type MakeSink = (expectedBytes: number) => BodySink;

/** SHA-256, hex. */
export async function hashOf(body: Body): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces(body, 0, sizeOf(body))) hash.update(piece);
  return hash.digest('hex');
}

export function sizeOf(body: Body): number {
  return Buffer.isBuffer(body) ? body.length : body.bytes;
}

/** Appends the bytes from `start` to `end` of a body to another one. */
export async function copyBytes(from: Body, [start, end]: readonly [number, number], to: BodySink): Promise<void> {
  for await (const piece of pieces(from, start, end)) to.append(piece);
}

/** Gives back what a body takes besides memory. May be called twice. */
export function discardBody(body: Body | undefined): void {
  if (body !== undefined && !Buffer.isBuffer(body)) rmSync(body.path, { force: true });
}

async function* pieces(body: Body, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (Buffer.isBuffer(body)) yield body.subarray(start, end);
  else if (end > start) {
    try {
      for await (const piece of createReadStream(body.path, { start, end: end - 1, highWaterMark: PIECE_BYTES }))
        yield Buffer.from(piece);
    } catch (error) {
      const message = `${body.path} can't be read: ${messageOf(error)}`;
      const hint = 'the same command makes it again';
      throw new BatchctlError(EXIT.state, 'spool_unusable', message, { cause: error, hint });
    }
  }
}

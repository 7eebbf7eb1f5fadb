/** A file and some fields as one multipart/form-data body, streamed: the file is never held whole. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { SpooledBody } from '../record.js';

/** A file to be uploaded. `boundary` must stand in neither the file nor the fields: random, 32 hex digits or more. */
export interface Upload {
  readonly file: SpooledBody;
  readonly filename: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly boundary: string;
}

interface Multipart {
  readonly contentType: string;
  /** Bytes of the whole body. */
  readonly length: number;
  /** Opens the file. To be used once. */
  readonly stream: () => Readable;
}

export function multipart({ file, filename, fields, boundary }: Upload): Multipart {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const disposition = `Content-Disposition: form-data; name="file"; filename="${filename}"`;
  const head = Buffer.from(
    `${parts.join('')}--${boundary}\r\n${disposition}\r\nContent-Type: application/jsonl\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + file.bytes + tail.length,
    stream: () => Readable.from(pieces(head, file, tail)),
  };
}

async function* pieces(head: Buffer, { path, bytes }: SpooledBody, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  // Exactly as much as was announced.
  for await (const piece of createReadStream(path, { end: bytes - 1, highWaterMark: 262_144 }))
    yield Buffer.from(piece);
  yield tail;
}

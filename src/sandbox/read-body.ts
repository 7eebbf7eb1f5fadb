/** Reads a request's body up to a limit. */
import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** The whole body; `too large` as soon as it exceeds the limit in bytes, announced or real; `gone` if the client left. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return 'too large';
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else resolve('too large');
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks, Math.min(bytes, limit)));
    });
    request.on('error', () => {
      resolve('gone');
    });
    request.on('close', () => {
      resolve('gone');
    });
  });
}

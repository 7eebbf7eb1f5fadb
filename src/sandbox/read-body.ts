/** Reads a request's body up to a limit. */
import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** The whole body; `too large` as soon as it exceeds the limit in bytes, announced or real; `gone` if the client left. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'gone'> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return 'too large';
  // Filled in place: a list of pieces to be joined at the end would need the memory twice.
  let body: Buffer = Buffer.allocUnsafe(announced === 0 ? FIRST : announced);
  let bytes = 0;
  return await new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      if (bytes + chunk.length > limit) {
        resolve('too large');
        return;
      }
      if (bytes + chunk.length > body.length) body = grown(body, bytes + chunk.length);
      bytes += chunk.copy(body, bytes);
    });
    request.on('end', () => {
      resolve(body.subarray(0, bytes));
    });
    request.on('error', () => {
      resolve('gone');
    });
    request.on('close', () => {
      resolve('gone');
    });
  });
}

/**
 * Hands a body on as it comes in, holding nothing of it; its length, with the same ends as above.
 * Rejects with what `take` throws.
 */
export async function passBody(
  request: IncomingMessage,
  limit: number,
  take: (bytes: Buffer) => void,
): Promise<number | 'too large' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return 'too large';
  let bytes = 0;
  return await new Promise((resolve, reject) => {
    const pass = (chunk: Buffer): void => {
      bytes += chunk.length;
      try {
        if (bytes <= limit) take(chunk);
        else resolve('too large');
      } catch (error) {
        request.off('data', pass);
        reject(error);
      }
    };
    request.on('data', pass);
    request.on('end', () => {
      resolve(bytes);
    });
    request.on('error', () => {
      resolve('gone');
    });
    request.on('close', () => {
      resolve('gone');
    });
  });
}

/** Bytes to begin with where the length isn't announced. */
const FIRST = 65_536;

function grown(body: Buffer, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(needed, body.length * 2));
  body.copy(larger);
  return larger;
}

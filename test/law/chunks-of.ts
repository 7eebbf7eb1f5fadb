/** The chunks that a source is cut into, read in pieces. */
import assert from 'node:assert/strict';
import { createEncoder } from '../../src/encode/create.js';
import { detectShape } from '../../src/encode/shape.js';
import { BodyMemory } from '../../src/import/body-memory.js';
import { cutChunks } from '../../src/import/chunk.js';
import { maxItemBytes, type Chunk } from '../../src/import/open-chunk.js';

const envelope = { head: '[', separator: ',', tail: ']' };

export interface Cut {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Of a row; a longer one is passed over. */
  readonly maxRecordBytes: number;
  /** Bytes that a read brings. */
  readonly piece: number;
}

/** Of NDJSON, of which the first row is sound. */
export async function chunksOf(bytes: Buffer, { maxRows, maxBytes, maxRecordBytes, piece }: Cut): Promise<Chunk[]> {
  const shape = detectShape(bytes, { name: 'rows.ndjson' }, true) ?? assert.fail('no shape');
  const most = { separator: ',', maxItemBytes: maxItemBytes(envelope, maxBytes), maxRecordBytes };
  const memory = new BodyMemory();
  const read = async (into: Uint8Array, position: number) => {
    const shown = bytes.subarray(position, position + Math.min(piece, into.length));
    into.set(shown);
    return shown.length;
  };
  const cutting = {
    source: { read },
    encoder: createEncoder(shape, most),
    envelope,
    limits: { maxRows, maxBytes },
    from: shape.first,
    sink: (expectedBytes: number) => memory.sink(expectedBytes),
  };
  const chunks: Chunk[] = [];
  for await (const chunk of cutChunks(cutting)) chunks.push(chunk);
  return chunks;
}

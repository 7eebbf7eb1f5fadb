import { CsvEncoder } from './csv.js';
import { CsvSimdEncoder, isScannable } from './csv-simd.js';
import type { Encoder, ItemLimits } from './encoder.js';
import { NdjsonEncoder } from './ndjson.js';
import { isForScanner, NdjsonSimdEncoder } from './ndjson-simd.js';
import type { Shape } from './shape.js';

/**
 * The encoder for a source of this shape: the fastest that there is, unless the reference is asked for, which answers the same. It
 * holds one buffer: one at a time may be in use by one reader.
 */
export function createEncoder(shape: Shape, limits: ItemLimits, which: 'fastest' | 'reference' = 'fastest'): Encoder {
  const isFastest = which === 'fastest';
  if (shape.format === 'ndjson')
    return isFastest && isForScanner(limits) ? new NdjsonSimdEncoder(limits) : new NdjsonEncoder(limits);
  return isFastest && isScannable(shape, limits) ? new CsvSimdEncoder(shape, limits) : new CsvEncoder(shape, limits);
}

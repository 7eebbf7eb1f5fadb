import { CsvEncoder } from './csv.js';
import type { Encoder, ItemLimits } from './encoder.js';
import { NdjsonEncoder } from './ndjson.js';
import type { Shape } from './shape.js';

/** The encoder for a source of this shape. It holds one buffer: one at a time may be in use by one reader. */
export function createEncoder(shape: Shape, limits: ItemLimits): Encoder {
  return shape.format === 'csv' ? new CsvEncoder(shape, limits) : new NdjsonEncoder(limits);
}

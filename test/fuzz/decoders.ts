/** Everything that reads text from outside. */
import { ANSWERS } from './answers.js';
import { GZIP, UTF_16, ZSTD } from './archives.js';
import { FLAGS } from './flags.js';
import { JOURNAL } from './journals.js';
import { MAPPING, SCHEMA } from './mappings.js';
import type { Decoder } from './oracle.js';
import { RESULTS } from './results.js';
import { ROWS } from './rows.js';
import { WAITS } from './waits.js';
import { CALLS } from './webhooks.js';

export const DECODERS: readonly Decoder[] = [
  ...ROWS,
  JOURNAL,
  ...ANSWERS,
  RESULTS,
  WAITS,
  MAPPING,
  SCHEMA,
  CALLS,
  FLAGS,
  GZIP,
  ZSTD,
  UTF_16,
];

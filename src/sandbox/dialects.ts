/** The APIs that the sandbox speaks. The first one answers for paths that belong to none. */
import type { Dialect } from './dialect.js';
import { experiture } from './experiture.js';
import { llamaStack } from './openai/llama-stack.js';
import { openai } from './openai/openai.js';
import { papr } from './papr.js';

export const DIALECTS: readonly [Dialect, ...Dialect[]] = [experiture, papr, openai, llamaStack];

/** The dialect with the longest base path that the path is below. */
export function findDialect(path: string): Dialect {
  const [first] = DIALECTS;
  const own = DIALECTS.filter(({ basePath }) => path === basePath || path.startsWith(`${basePath}/`));
  return own.toSorted((one, two) => two.basePath.length - one.basePath.length)[0] ?? first;
}

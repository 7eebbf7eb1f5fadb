/** How a plan's source is opened. */
import type { Opening } from '../source/open.js';
import type { ImportPlan } from './plan.js';
import type { Tools } from './tools.js';

/** Where rows may not wait for ever for their request to be full, the first look may not either for the whole front of the source. */
export function openingOf(
  { file, name, encoding, flushAgeMs }: Pick<ImportPlan, 'file' | 'name' | 'encoding' | 'flushAgeMs'>,
  { stdin, stop, sleep }: Pick<Tools, 'stdin' | 'stop' | 'sleep'>,
): Opening {
  const lookAge =
    flushAgeMs === null
      ? undefined
      : async () => {
          await sleep(flushAgeMs, stop);
          return undefined;
        };
  return { path: file, name, encoding, stdin, stop, lookAge };
}

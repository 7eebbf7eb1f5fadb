/** The built program in this process, with some of its tools in other hands: a clock that jumps, a disk that fails. */
import type { Tools } from '../../src/import/tools.js';
import { runHere, type Ended } from './run-here.js';

/** By how many ms a clock is ahead. */
export interface Clock {
  readonly wall: number;
  readonly uptime: number;
}

export function runWith(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  change: (tools: Tools) => Tools,
): Promise<Ended> {
  return runHere(args, env, undefined, change);
}

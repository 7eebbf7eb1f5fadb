/** The built program in this process, with some of its tools in other hands: a clock that jumps, a disk that fails. */
import type { Tools } from '../../src/import/tools.js';
import type { main, realTools } from '../../src/main.js';
import type { Ended } from './run-here.js';

const built: { readonly main: typeof main; readonly realTools: typeof realTools } = await import(
  new URL('../../dist/main.js', import.meta.url).href
);

/** By how many ms a clock is ahead. */
export interface Clock {
  readonly wall: number;
  readonly uptime: number;
}

export async function runWith(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  change: (tools: Tools) => Tools,
): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (piece: string) => {
      text[name] += piece;
      return true;
    },
    on: () => undefined,
  });
  const never = new AbortController().signal;
  const streams = { stdout: stream('stdout'), stderr: stream('stderr') };
  const stdin = { isTTY: false, readLine: async () => undefined };
  const exit = await built.main({ args, env, ...streams, stdin, tools: change(built.realTools(never, never)) });
  return { exit, ...text };
}

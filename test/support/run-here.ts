/** The program as it was built, in this process: real HTTP, real files, without the time that a process takes to start. */
import type { Tools } from '../../src/import/tools.js';
import type { main, realTools } from '../../src/main.js';
import { unmarked } from './canary.js';

const built: { readonly main: typeof main; readonly realTools: typeof realTools } = await import(
  new URL('../../dist/main.js', import.meta.url).href
);

export interface Ended {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Standard input without a terminal. */
const NOBODY = { isTTY: false, readLine: async () => undefined };

/** Runs one command in this process, in its working directory. Several may run at once. `stop` asks it to end in good order, `change` puts some of its tools into other hands. */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stop: AbortSignal = new AbortController().signal,
  change: (tools: Tools) => Tools = (tools) => tools,
): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (piece: string) => {
      text[name] += piece;
      return true;
    },
    on: () => undefined,
  });
  const tools = change(built.realTools(stop, new AbortController().signal));
  const streams = { stdout: stream('stdout'), stderr: stream('stderr'), stdin: NOBODY };
  const exit = await built.main({ args, env, ...streams, tools });
  return unmarked({ exit, ...text });
}

/** The sandbox in this thread: for `batchctl sandbox`, which does nothing else. */
import { openSandbox } from './open.js';
import { runSandbox, type RunningSandbox, type SandboxOptions } from './running.js';

/** Like startSandbox, with the same errors, but without a thread of its own. */
export async function serveSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  return await runSandbox(options, openSandbox);
}

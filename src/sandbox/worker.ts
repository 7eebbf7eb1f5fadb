/** The worker thread: opens the sandbox that its data describe, and closes it when told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { BatchctlError, EXIT, messageOf, type ExitCode } from '../errors.js';
import { openSandbox, type OpenOptions } from './open.js';

/** The only thing that a worker is told. */
export type ToWorker = 'close';

/** What a worker reports. An error crosses as its fields: a class doesn't survive the way between threads. */
export type FromWorker =
  | { readonly kind: 'open'; readonly url: string; readonly id: string }
  | { readonly kind: 'log'; readonly line: string }
  | {
      readonly kind: 'failed';
      readonly exit: ExitCode;
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    };

async function work(options: Omit<OpenOptions, 'log'>): Promise<void> {
  try {
    const log = (line: string): void => {
      report({ kind: 'log', line });
    };
    const sandbox = await openSandbox({ ...options, log });
    report({ kind: 'open', url: sandbox.url, id: sandbox.id });
    parentPort?.once('message', () => void sandbox.close());
  } catch (error) {
    const { exit, code, hint } =
      error instanceof BatchctlError ? error : { exit: EXIT.bug, code: 'bug', hint: undefined };
    report({ kind: 'failed', exit, code, message: messageOf(error), hint });
  }
}

function report(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port; only windows have origins
  parentPort?.postMessage(message);
}

await work(workerData);

/** The sandbox in a thread of its own, so that an import's event loop stays free. */
import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { packageFile } from '../package-file.js';
import { BatchctlError } from '../errors.js';
import type { OpenOptions, OpenSandbox } from './open.js';
import { runSandbox, type RunningSandbox, type SandboxOptions } from './running.js';
import type { FromWorker, ToWorker } from './worker.js';

export type { RunningSandbox, SandboxOptions };

/**
 * Starts the sandbox, or uses the one that another process has started for this database (`shared`).
 * Throws BatchctlError: EXIT.usage for a bad fault, a port in use, or faults for a server that runs already;
 * EXIT.state for a database that can't be used; EXIT.locked if its holder doesn't answer for 10 s.
 */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  return await runSandbox(options, openInWorker);
}

async function openInWorker({ db, port, faults, log }: OpenOptions): Promise<OpenSandbox> {
  const worker = new Worker(...workerFile({ db, port, faults }));
  const exited = once(worker, 'exit');
  const opened = await new Promise<{ url: string; id: string }>((resolve, reject) => {
    worker.on('error', (error) => {
      log(`the sandbox has failed: ${String(error)}`);
      reject(error);
    });
    worker.on('exit', (code) => {
      reject(new Error(`the sandbox's thread ended with ${code}`));
    });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'log') log(message.line);
      else if (message.kind === 'open') resolve(message);
      else reject(new BatchctlError(message.exit, message.code, message.message, { hint: message.hint }));
    });
  });
  const close = async (): Promise<void> => {
    const message: ToWorker = 'close';
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port; only windows have origins
    worker.postMessage(message);
    await exited;
  };
  return { url: opened.url, id: opened.id, close };
}

/** Run from source by tsx, the worker's thread has to register tsx itself. */
function workerFile(options: Omit<OpenOptions, 'log'>): [URL, WorkerOptions] {
  // Without the flags of this process: what they load isn't for the thread.
  if (!import.meta.url.endsWith('.ts'))
    return [packageFile('dist/sandbox/worker.js'), { workerData: options, execArgv: [] }];
  const register = `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register()`;
  const execArgv = ['--import', `data:text/javascript,${encodeURIComponent(register)}`];
  return [new URL('./worker.ts', import.meta.url), { workerData: options, execArgv }];
}

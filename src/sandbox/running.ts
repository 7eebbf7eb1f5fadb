/** What both ways of running the sandbox share: the claim, the announcement, the heartbeat. */
import { BatchctlError, EXIT } from '../errors.js';
import type { Lock } from '../lock.js';
import { claimDatabase, type SharedServer } from './claim.js';
import { parseFaults } from './fault-spec.js';
import type { OpenOptions, OpenSandbox } from './open.js';

export interface SandboxOptions {
  /** Path of the database; created if it isn't there, with its directory. */
  readonly db: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What to do wrong: `name[=value][@n[-m]],…`, empty for nothing. */
  readonly faults: string;
  /** Gets a line now and then, for people. */
  readonly log?: (line: string) => void;
}

export interface RunningSandbox {
  /** `http://127.0.0.1:PORT`, without a dialect's base path. */
  readonly url: string;
  /** The database's random id, the same for its whole life. */
  readonly id: string;
  readonly db: string;
  /** The server belongs to another process; closing only lets it go. */
  readonly shared: boolean;
  /** Waits for other processes that use the server. May be called twice. */
  close(): Promise<void>;
}

const HEARTBEAT = 10_000;

/** Claims the database and opens it with `open`, or uses the server that has it open. */
export async function runSandbox(
  options: SandboxOptions,
  open: (options: OpenOptions) => Promise<OpenSandbox>,
): Promise<RunningSandbox> {
  parseFaults(options.faults);
  const claim = await claimDatabase(options.db);
  if ('url' in claim) return useShared(options, claim);
  try {
    const { db, port, faults, log = () => undefined } = options;
    const sandbox = await open({ db, port, faults, log });
    await claim.announce({ url: sandbox.url, id: sandbox.id });
    return own(options, claim, sandbox);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

function own({ db, log }: SandboxOptions, lock: Lock, sandbox: OpenSandbox): RunningSandbox {
  const beat = setInterval(() => {
    lock.beat().catch((error: unknown) => log?.(`the sandbox's lock: ${String(error)}`));
  }, HEARTBEAT).unref();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await sandbox.close();
    clearInterval(beat);
    await lock.release();
  };
  return { url: sandbox.url, id: sandbox.id, db, shared: false, close: async () => await (closing ??= close()) };
}

function useShared({ db, port, faults }: SandboxOptions, shared: SharedServer): RunningSandbox {
  const { url, id } = shared;
  if (faults !== '' || (port !== 0 && !url.endsWith(`:${port}`))) {
    shared.release();
    const message = `${db} is served at ${url} already, where neither port nor faults can be changed`;
    throw new BatchctlError(EXIT.usage, 'sandbox_shared', message, { hint: 'name another database with --db' });
  }
  return { url, id, db, shared: true, close: async () => Promise.resolve(shared.release()) };
}

/** What a run may not reach for by itself: clocks, chance, timers, the disk's two steps and the wish to stop. Main injects them. */
import type { Disk } from '../journal/journal.js';

interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Seconds since the machine started. */
  uptime(): number;
  /** Tells one start of the machine from another; null where the system doesn't say. */
  readonly bootId: string | null;
}

export interface Tools {
  /** Of batchctl. */
  readonly version: string;
  /** Of this process. */
  readonly pid: number;
  readonly clock: Clock;
  /** From 0 to 1. */
  random(): number;
  /** A new token that nobody can guess: 32 hex digits. */
  token(): string;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `task` every `ms` until the function that it returns is called. Doesn't keep the process alive. */
  every(ms: number, task: () => void): () => void;
  readonly disk: Disk;
  /** Standard input, opened by the first step of the iteration; which is made once. `return` doesn't wait for a step under way. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Asks to stop in good order: nothing new is sent, open answers are waited for. */
  readonly stop: AbortSignal;
  /** Ends open requests too. */
  readonly abort: AbortSignal;
}

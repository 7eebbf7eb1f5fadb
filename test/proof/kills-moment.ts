/** The moment at which a run is stopped, found on the wire, in the journal or by the clock. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Moment, Stop } from './kills-plan.js';
import type { KillableServer } from './kills-server.js';

/** How a run is stopped: by which signal, and by a second one so many ms later. */
export interface Signals {
  readonly signal: NodeJS.Signals;
  readonly secondMs?: number | undefined;
}

/** Sends the signals, and takes the time from each to the end. */
export class Stopper {
  sinceFirst: number | undefined;
  sinceSecond: number | undefined;
  readonly #child: ChildProcess;
  readonly #stop: Stop & Signals;
  readonly #server: KillableServer | undefined;
  #first: number | undefined;
  #second: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, stop: Stop & Signals, server: KillableServer | undefined) {
    this.#child = child;
    this.#stop = stop;
    this.#server = server;
  }

  /** Sends the signal, now or so many ms later; once. */
  fire(ms: number): void {
    if (this.#first !== undefined || this.#timer !== undefined) return;
    if (ms > 0) this.#timer = setTimeout(() => this.#send(), ms);
    else this.#send();
  }

  exited(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    if (this.#first !== undefined) this.sinceFirst = now - this.#first;
    if (this.#second !== undefined) this.sinceSecond = now - this.#second;
  }

  #send(): void {
    const { signal, secondMs, alsoServer } = this.#stop;
    if (this.#isAlive()) {
      this.#child.kill(signal);
      this.#first = performance.now();
    }
    if (alsoServer) this.#server?.kill();
    if (secondMs !== undefined) this.#timer = setTimeout(() => this.#sendAgain(), secondMs);
  }

  #sendAgain(): void {
    if (!this.#isAlive()) return;
    this.#child.kill(this.#stop.signal);
    this.#second = performance.now();
  }

  #isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

/** Where the moment is looked for. */
interface Around {
  readonly directory: string;
  readonly before: string;
  readonly server: KillableServer | undefined;
  /** Aborted when the program has ended. */
  readonly ended: AbortSignal;
}

/** Sees to it that the signal is sent when the moment comes, if it comes. */
export async function awaitMoment(moment: Moment, stopper: Stopper, around: Around): Promise<void> {
  if (moment.by === 'time') stopper.fire(Math.max(1, moment.ms));
  else if (moment.by === 'wire') watchWire(moment, stopper, around);
  else await watchJournal(moment, stopper, around);
}

function watchWire(moment: Moment & { by: 'wire' }, stopper: Stopper, { server }: Around): void {
  if (server === undefined) return;
  let seen = 0;
  server.relay.watch = (passing) => {
    if (passing !== moment.passing || ++seen !== moment.nth) return 'pass';
    stopper.fire(moment.ms ?? 0);
    return moment.isDropped ? 'drop' : 'pass';
  };
}

async function watchJournal(moment: Moment & { by: 'journal' }, stopper: Stopper, around: Around): Promise<void> {
  const { directory, before, ended } = around;
  const due = entriesIn(before, moment.entry) + moment.nth;
  while (!ended.aborted) {
    if (entriesIn(journalOf(directory), moment.entry) >= due) {
      stopper.fire(moment.ms);
      return;
    }
    await delay(3);
  }
}

/** Empty where there is none yet. */
export function journalOf(directory: string): string {
  const imports = join(directory, '.batchctl', 'imports');
  const names = existsSync(imports) ? readdirSync(imports) : [];
  const paths = names.map((name) => join(imports, name, 'journal.ndjson')).filter((path) => existsSync(path));
  return paths.map((path) => readFileSync(path, 'utf8')).join('');
}

export function entriesIn(journal: string, entry: string): number {
  return journal.split(`"type":"${entry}"`).length - 1;
}

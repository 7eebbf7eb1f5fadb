/** One machine: its clocks, its disk, and the processes on it. */
import { setMaxListeners } from 'node:events';
import { Disk } from './disk.js';
import { FileCalls } from './file-calls.js';
import type { DiskManners } from './manners.js';
import { GOOD_DISK } from './manners.js';
import type { Random } from './random.js';
import { EPOCH, type Owner, type Schedule } from './schedule.js';

/** A start of the program: dead when it was killed or has come to its end. */
export interface Process extends Owner {
  readonly pid: number;
  readonly started: number;
  readonly stop: AbortController;
  readonly abort: AbortController;
  /** When it runs no more, however it ended. */
  readonly gone: AbortController;
}

/** Few, so that a pid comes back soon. */
const PIDS = 5;

export class Machine {
  readonly disk: Disk;
  readonly calls: FileCalls;
  manners: DiskManners = GOOD_DISK;
  /** How far the wall clock is off, ms. */
  wallError = 0;
  readonly #random: Random;
  readonly #schedule: Schedule;
  readonly #hasBootId: boolean;
  readonly #processes: Process[] = [];
  #bootedAt = 0;
  #boots = 1;
  #started = 0;

  constructor(
    random: Random,
    schedule: Schedule,
    given: {
      readonly hasBootId: boolean;
      written(path: string, text: string): void;
      readonly trace: (line: string) => void;
    },
  ) {
    this.#random = random;
    this.#schedule = schedule;
    this.#hasBootId = given.hasBootId;
    this.disk = new Disk(random);
    this.calls = new FileCalls({
      ...given,
      random,
      schedule,
      disk: this.disk,
      processes: this,
      failure: (call, path) => this.#failure(call, path),
    });
  }

  get bootId(): string {
    return `boot-${this.#boots}`;
  }

  /** As the program's tools tell it. */
  get clock(): { now(): number; uptime(): number; readonly bootId: string | null } {
    return {
      now: () => EPOCH + this.#schedule.now + this.wallError,
      uptime: () => (this.#schedule.now - this.#bootedAt) / 1000,
      bootId: this.#hasBootId ? this.bootId : null,
    };
  }

  startOf(pid: number): number | undefined {
    return this.#processes.find((process) => process.pid === pid && process.isAlive)?.started;
  }

  /** The process to which an owner of events belongs. */
  processOf(owner: Owner | undefined): Process | undefined {
    return this.#processes.find((process) => process === owner);
  }

  start(name: string): Process {
    this.#started += 1;
    const free = Array.from({ length: PIDS }, (_, index) => 100 + index).filter(
      (pid) => this.startOf(pid) === undefined,
    );
    const pid = free[this.#random.below(free.length)] ?? 99;
    const controllers = { stop: new AbortController(), abort: new AbortController(), gone: new AbortController() };
    setMaxListeners(0, controllers.gone.signal);
    const process = { name, pid, started: this.#started, isAlive: true, resumesAt: 0, ...controllers };
    this.#processes.push(process);
    return process;
  }

  kill(process: Process): void {
    if (process.isAlive) this.calls.killed(process);
    process.isAlive = false;
  }

  /** Everything that runs is gone, and whatever wasn't safe. */
  losePower(): void {
    for (const process of this.#processes) this.kill(process);
    this.disk.losePower();
    this.#boots += 1;
    this.#bootedAt = this.#schedule.now;
  }

  suspend(ms: number): void {
    for (const process of this.#processes) process.resumesAt = this.#schedule.now + ms;
  }

  #failure(call: string, path: string): string | undefined {
    const { failsWrites, failsSyncs, failsOthers } = this.manners;
    if (path.startsWith('/proc')) return undefined;
    if (call === 'write') return this.#random.chance(failsWrites) ? 'ENOSPC' : undefined;
    if (call === 'sync') return this.#random.chance(failsSyncs) ? 'EIO' : undefined;
    return this.#random.chance(failsOthers) ? 'EIO' : undefined;
  }
}

/** What all trials together came to. */
import type { Trial } from './kills-plan.js';
import type { Told } from './kills-trial.js';

const COUNTED = [
  'attempted',
  'ok',
  'rejected',
  'inDoubt',
  'recovered',
  'lost',
  'duplicated',
  'unexpected',
  'misreported',
] as const;

export class Figures {
  trials = 0;
  /** Signals that a living process got. */
  stops = 0;
  serverKills = 0;
  readonly #counts = new Map<string, number>();
  readonly #first: number[] = [];
  readonly #second: number[] = [];
  readonly #begun = performance.now();
  #runs = 0;
  #depth = 0;

  add({ source, ownFaults, pieces }: Trial, { verdict, stopped, runs }: Told): void {
    this.trials += 1;
    this.stops += stopped.length;
    this.#runs += runs;
    this.#depth = Math.max(this.#depth, stopped.length);
    for (const name of COUNTED) this.#count(name, verdict[name]);
    this.#count(source.format, 1);
    this.#count('gz', source.name.endsWith('.gz') ? 1 : 0);
    this.#count('standard input', pieces > 0 ? 1 : 0);
    this.#count('upsert', source.matchKey === undefined ? 0 : 1);
    this.#count('own server', ownFaults === undefined ? 0 : 1);
    for (const { exit, signal, by, hasMoved, sinceFirst, sinceSecond } of stopped) {
      this.#count(`stopped by the ${by}`, 1);
      this.#count('stopped behind something that they settled', hasMoved ? 1 : 0);
      this.#count(`ended by ${exit ?? signal}`, 1);
      if (exit !== null && sinceFirst !== undefined) this.#first.push(sinceFirst);
      if (sinceSecond !== undefined) this.#second.push(sinceSecond);
    }
  }

  text(): string {
    const counts = [...this.#counts].map(([name, count]) => `${count} ${name}`);
    const seconds = Math.round((performance.now() - this.#begun) / 1_000);
    const stops = `${this.#runs} runs, up to ${this.#depth} stops in a row, ${this.serverKills} of the server`;
    const slow = [...slowest('first', this.#first), ...slowest('second', this.#second)];
    return [`${this.trials} trials`, stops, ...counts, ...slow, `${seconds} s`].join(', ');
  }

  #count(name: string, by: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }
}

function slowest(which: string, times: readonly number[]): string[] {
  const most = Math.round(Math.max(...times));
  return times.length === 0 ? [] : [`${times.length} ended ${most} ms after the ${which} signal at the latest`];
}

/** A trial: one import, stopped as often as its plan says, run again to its end, judged, and run once more for nothing. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { check, type Verdict } from '../support/checker.js';
import type { Stop, Trial } from './kills-plan.js';
import { commandOf, evidenceOf, requestsIn, type Setting } from './kills-import.js';
import { entriesIn, journalOf, type Signals } from './kills-moment.js';
import { runProgram, type Ran } from './kills-run.js';
import type { KillableServer } from './kills-server.js';

/** A run that can't go on for now (exit 5), or waits (11), is run again so often. */
const RUNS = 6;
const FINISHED: ReadonlySet<number | null> = new Set([0, 3, 6]);
/** A service finishes what it has taken by then. ms. */
const SETTLES = 10_000;

/** How the stops of a trial are made, and what is to be said of each. */
export interface Way {
  readonly signalsFor: () => Signals;
  /** Faults of the program's own server besides, in runs that are stopped. */
  readonly faults: string;
  /** What is wrong with a run that got the signal; judged as far as it came, if it has a report. */
  readonly wrongWith: (ran: Ran) => string | undefined;
}

/** A run that got its signal. */
export interface Stopped extends Ran {
  readonly by: Stop['moment']['by'];
  /** It settled requests before. */
  readonly hasMoved: boolean;
}

export interface Told {
  readonly directory: string;
  readonly verdict: Verdict;
  /** One after the other. */
  readonly stopped: readonly Stopped[];
  /** Stopped or not. */
  readonly runs: number;
}

/** Throws an Error that says what went wrong and where the traces are. */
export async function runTrial(trial: Trial, server: KillableServer, way: Way): Promise<Told> {
  const directory = mkdtempSync(join(tmpdir(), `batchctl-kills-${trial.number}-`));
  try {
    return await new Course({ trial, directory, server }, way).run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`trial ${trial.number} (${directory}): ${message}`, { cause: error });
  }
}

class Course {
  readonly #setting: Setting;
  readonly #way: Way;
  readonly #stopped: Stopped[] = [];
  #runs = 0;
  #settled = 0;

  constructor(setting: Setting, way: Way) {
    this.#setting = setting;
    this.#way = way;
  }

  async run(): Promise<Told> {
    const { trial, directory, server } = this.#setting;
    writeFileSync(join(directory, trial.source.name), trial.source.bytes);
    await this.#stopAll();
    await server.ready();
    const last = await this.#finish();
    const verdict = await this.#judge(last);
    await this.#runForNothing(last);
    return { directory, verdict, stopped: this.#stopped, runs: this.#runs };
  }

  async #stopAll(): Promise<void> {
    for (const stop of this.#setting.trial.stops) {
      const settled = this.#settled;
      const ran = await this.#program(this.#way.faults, { ...stop, ...this.#way.signalsFor() });
      if (ran.sinceFirst === undefined) {
        if (!FINISHED.has(ran.exit) && ran.exit !== 5) throw new Error(`a run ended with ${said(ran)}`);
        return;
      }
      this.#stopped.push({ ...ran, by: stop.moment.by, hasMoved: this.#settled > settled });
      const wrong = this.#way.wrongWith(ran);
      if (wrong !== undefined) throw new Error(`${wrong}: ${said(ran)}`);
      if (hasReport(ran)) await this.#judge(ran);
    }
  }

  async #finish(): Promise<Ran> {
    for (let run = 0; run < RUNS; run++) {
      const ran = await this.#program('');
      if (FINISHED.has(ran.exit)) return ran;
      if (ran.exit !== 5 && ran.exit !== 11) throw new Error(`the last run ended with ${said(ran)}`);
      await this.#judge(ran);
    }
    throw new Error(`it doesn't come to an end in ${RUNS} runs`);
  }

  /** What is settled stays settled, whatever happened to the run. */
  async #program(faults: string, stop?: Parameters<typeof runProgram>[1]): Promise<Ran> {
    this.#runs += 1;
    const ran = await runProgram(commandOf(this.#setting, faults), stop);
    const settled = entriesIn(journalOf(this.#setting.directory), 'SETTLED');
    if (settled < this.#settled) throw new Error(`${this.#settled} requests were settled, and ${settled} now`);
    this.#settled = settled;
    return ran;
  }

  /** Jobs may still be running, and the database be written to: judged until all is well, or long enough. */
  async #judge({ stdout, exit }: Ran): Promise<Verdict> {
    const evidence = evidenceOf(this.#setting, stdout, exit ?? -1);
    const until = performance.now() + SETTLES;
    for (;;) {
      const verdict = await check(evidence).catch((error: unknown) => error);
      if (isValid(verdict)) return verdict;
      if (performance.now() > until || this.#setting.trial.ownFaults !== undefined) {
        throw verdict instanceof Error ? verdict : new Error(JSON.stringify(verdict));
      }
      await delay(300);
    }
  }

  /** After success, the same command sends nothing and says the same. */
  async #runForNothing(last: Ran): Promise<void> {
    const [connections, requests] = [this.#setting.server.relay.connections, requestsIn(this.#setting)];
    const again = await this.#program('');
    const { requests: sent, rows, imports } = JSON.parse(again.stdout);
    const before = JSON.parse(last.stdout);
    const isSame = JSON.stringify([rows, again.exit]) === JSON.stringify([before.rows, last.exit]);
    // What is in doubt is not done, and not sent again either.
    const isDone = imports[0].nothingToDo === (again.exit !== 6);
    const isSilent = sent === 0 && requestsIn(this.#setting) === requests && isDone;
    const isUnheard =
      this.#setting.trial.ownFaults !== undefined || connections === this.#setting.server.relay.connections;
    if (!isSame || !isSilent || !isUnheard) {
      throw new Error(`after success it wasn't silent, or said something else: ${said(again)}, before ${said(last)}`);
    }
  }
}

/** Stopped before it knew what to import, a run has none; nor has one that left at once. */
function hasReport({ exit, stdout }: Ran): boolean {
  return exit !== null && stdout !== '' && JSON.parse(stdout).imports.length > 0;
}

function isValid(verdict: unknown): verdict is Verdict {
  return typeof verdict === 'object' && verdict !== null && 'valid' in verdict && verdict.valid === true;
}

function said({ exit, signal, stdout, stderr }: Ran): string {
  return `${exit ?? signal} ${stdout}${stderr}`;
}

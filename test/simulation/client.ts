/** Somebody who runs the same import again and again, and what happens to him meanwhile. */
import { BatchctlError } from '../../src/errors.js';
import { runImport } from '../../src/import/run.js';
import type { ImportReport } from '../../src/report/report.js';
import { experiture } from '../../src/target/experiture.js';
import type { Machine, Process } from './machine.js';
import type { Incident } from './manners.js';
import { exchangeOver, type Between } from './network.js';
import { planFor, serviceOver, toolsFor, type Asking } from './plan.js';
import type { Random } from './random.js';
import type { Schedule } from './schedule.js';
import type { Sabotage } from './settings.js';

/** How a run ended: with a report, with an exit code alone, or not at all. */
export interface RunEnd {
  readonly exit: number | 'killed';
  readonly code: string;
  readonly report?: ImportReport;
}

export interface Ground {
  readonly machine: Machine;
  readonly schedule: Schedule;
  readonly random: Random;
  readonly between: Between;
  readonly sabotage: Sabotage;
  /** Of a journal, behind which a checkpoint is kept. */
  readonly checkpointBytes: number;
  readonly trace: (line: string) => void;
  /** A run has come to its end, whichever. */
  ended(client: Client): void;
}

/** Events of a run before something happens to it: most runs have from fifty to five hundred. */
const MOMENTS = [20, 60, 150, 400] as const;
const HOUR_MS = 3_600_000;

export class Client {
  readonly name: string;
  readonly asking: Asking;
  last: RunEnd | undefined;
  runs = 0;
  readonly #ground: Ground;
  #process: Process | undefined;
  /** Events until something happens to the run, and what. */
  #countdown = Infinity;
  #incident: Incident = 'kill';

  constructor(name: string, asking: Asking, ground: Ground) {
    this.name = name;
    this.asking = asking;
    this.#ground = ground;
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** Starts the program. One of the incidents may happen to it. */
  start(incidents: readonly Incident[]): void {
    const { machine, schedule, random, trace } = this.#ground;
    this.runs += 1;
    const process = machine.start(`${this.name}.${this.runs}`);
    this.#process = process;
    this.last = undefined;
    const [first, ...others] = incidents;
    this.#countdown = first === undefined || random.chance(0.2) ? Infinity : random.below(random.pick(MOMENTS));
    this.#incident = first === undefined ? 'kill' : random.pick([first, ...others]);
    trace(`${process.name} starts as ${process.pid}`);
    schedule.after(0, process, () => void this.#run(process).then((end) => this.#ended(process, end)));
  }

  /** One more event of its process: it may be the moment. */
  count(owner: unknown): void {
    if (owner !== this.#process) return;
    this.#countdown -= 1;
    if (this.#countdown < 0) this.#happen();
  }

  /** Whatever ran is gone. */
  lookWhetherAlive(): void {
    const process = this.#process;
    if (process !== undefined && !process.isAlive) this.#ended(process, { exit: 'killed', code: 'killed' });
  }

  async #run(process: Process): Promise<RunEnd> {
    const { machine, schedule, random, between, sabotage, checkpointBytes } = this.#ground;
    const service = serviceOver(exchangeOver(between, process, process.abort.signal));
    const given = toolsFor(process, machine, schedule, random);
    const tools = { ...given, disk: { ...given.disk, checkpointBytes } };
    const plan = planFor(this.asking, sabotage.target?.(experiture, random) ?? experiture);
    const show = { progress: () => undefined, say: () => undefined };
    try {
      const report = await runImport(plan, service, sabotage.tools?.(tools) ?? tools, show);
      return {
        exit: report.exitCode,
        code: report.failures.map(({ code, message }) => `${code}: ${message}`).join(' · '),
        report,
      };
    } catch (error) {
      if (error instanceof BatchctlError) return { exit: error.exit, code: `${error.code}: ${error.message}` };
      return { exit: 1, code: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }

  #ended(process: Process, end: RunEnd): void {
    if (this.#process !== process) return;
    process.isAlive = false;
    process.gone.abort();
    this.#process = undefined;
    this.last = end;
    this.#ground.trace(`${process.name} ends: ${end.exit} ${end.code}`);
    this.#ground.ended(this);
  }

  #happen(): void {
    const { machine, random, trace } = this.#ground;
    const process = this.#process;
    if (process === undefined) return;
    this.#countdown = Infinity;
    trace(`${process.name} meets ${this.#incident}`);
    switch (this.#incident) {
      case 'kill':
        return machine.kill(process);
      case 'power':
        return machine.losePower();
      case 'suspend':
        return machine.suspend(random.pick([60_000, HOUR_MS, 30 * HOUR_MS]));
      case 'clock':
        machine.wallError = random.pick([-30, -1, 0, 1, 30]) * HOUR_MS;
        return undefined;
      case 'stop':
        return process.stop.abort(130);
      case 'abort':
        process.stop.abort(143);
        return process.abort.abort();
    }
  }
}

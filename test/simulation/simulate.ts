/** One seed, one world: the real import in it, while everything goes wrong and then to its end; and what is to be said against it. */
import { createHash } from 'node:crypto';
import { assertUnmarked } from '../support/canary.js';
import { lend } from './borrow.js';
import { Client, type Ground } from './client.js';
import { entriesIn } from './journal-reader.js';
import { judge } from './judge.js';
import { Machine } from './machine.js';
import { GOOD_DISK, GOOD_NETWORK } from './manners.js';
import type { Between } from './network.js';
import { Random } from './random.js';
import { Schedule, type Owner } from './schedule.js';
import { Service } from './service.js';
import { drawCheckpoints, drawSettings, type Sabotage, type Settings } from './settings.js';

export interface Simulated {
  readonly seed: number;
  /** SHA-256 of the trace, hex. */
  readonly hash: string;
  readonly trace: readonly string[];
  /** Empty where everything is as it must be. */
  readonly wrong: readonly string[];
  readonly settings: Settings;
}

const FILE = '/simulated/rows';
const DAY_MS = 24 * 3_600_000;
/** Quiet runs until an import is over: each fault of the noisy time may cost one. */
const MOST_QUIET_RUNS = 8;

/** Runs one world. Never throws: what goes wrong in it is said. */
export async function simulate(
  seed: number,
  sabotage: Sabotage = {},
  change: Partial<Settings> = {},
): Promise<Simulated> {
  const random = new Random(seed);
  const settings = { ...drawSettings(random), checkpointBytes: drawCheckpoints(seed), ...change };
  const world = new World(random, settings, sabotage);
  // Errors are thrown all the time, and nobody looks where.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 2;
  const wrong = await world.run();
  Error.stackTraceLimit = stackTraceLimit;
  const hash = createHash('sha256').update(world.trace.join('\n')).digest('hex');
  return { seed, hash, trace: world.trace, wrong, settings };
}

class World {
  readonly trace: string[] = [];
  readonly #settings: Settings;
  readonly #random: Random;
  readonly #schedule: Schedule;
  readonly #machine: Machine;
  readonly #service: Service;
  readonly #clients: readonly Client[];
  /** The job that a part waits for, by journal and part. */
  readonly #jobs = new Map<string, string>();
  readonly #wrong: string[] = [];
  #isQuiet = false;

  constructor(random: Random, settings: Settings, sabotage: Sabotage) {
    const { operation, service, disk, rows, clients, hasBootId } = settings;
    this.#random = random;
    this.#settings = settings;
    this.#schedule = new Schedule(random);
    const trace = (line: string) => void this.trace.push(`${this.#schedule.now} ${line}`);
    const written = (path: string, text: string) => {
      if (path.endsWith('/journal.ndjson')) this.#written(path, text);
    };
    this.#machine = new Machine(random, this.#schedule, { hasBootId, written, trace });
    this.#machine.manners = disk;
    this.#machine.disk.isLying = sabotage.liesOnSync === true;
    this.#machine.disk.place(`${FILE}.${rows.format}`, rows.text, 0);
    this.#service = new Service(random, this.#schedule, service, operation === 'upsert');
    const between: Between = {
      service: this.#service,
      schedule: this.#schedule,
      random,
      manners: () => (this.#isQuiet ? GOOD_NETWORK : settings.network),
      leaving: (owner, key) => this.#leaving(owner, key),
      trace,
    };
    const ground: Ground = {
      machine: this.#machine,
      schedule: this.#schedule,
      random,
      between,
      sabotage,
      checkpointBytes: settings.checkpointBytes,
      trace,
      ended: (client) => this.#ended(client),
    };
    this.#clients = Array.from({ length: clients }, (_, index) => this.#client(index, ground));
    this.#schedule.beforeEvent = (owner) => {
      for (const client of this.#clients) client.count(owner);
      for (const client of this.#clients) client.lookWhetherAlive();
    };
  }

  /** What was found wrong. */
  async run(): Promise<string[]> {
    const current = () => {
      const process = this.#machine.processOf(this.#schedule.current);
      return process === undefined ? undefined : { owner: process, pid: process.pid };
    };
    lend({ calls: this.#machine.calls, random: this.#random, current });
    try {
      for (const client of this.#clients) this.#plan(client);
      await this.#schedule.run(() =>
        this.#clients.every(({ isRunning, runs }) => !isRunning && runs >= this.#settings.runs),
      );
      this.#isQuiet = true;
      this.#machine.manners = GOOD_DISK;
      this.#service.behave();
      for (const client of this.#clients) await this.#finish(client);
      const { now } = this.#schedule;
      const ended = { settings: this.#settings, clients: this.#clients, service: this.#service, now };
      this.#wrong.push(...judge({ ...ended, disk: this.#machine.disk }));
      this.#machine.disk.eachFile(assertUnmarked);
      assertUnmarked('the trace', this.trace.join('\n'));
    } catch (error) {
      this.#wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      lend(undefined);
    }
    return [...new Set(this.#wrong)];
  }

  #client(index: number, ground: Ground): Client {
    const { operation, chunkRows, concurrency, maxRetries, areCopies, rows } = this.#settings;
    const stateDir = `/simulated/state${areCopies ? index : ''}`;
    const asking = { file: `${FILE}.${rows.format}`, operation, stateDir, chunkRows, concurrency, maxRetries };
    return new Client(`client${index}`, asking, ground);
  }

  /** The next run of a client while things go wrong, as long as there is to be one. */
  #plan(client: Client): void {
    const { runs, pauseMs, incidents, areCopies } = this.#settings;
    if (client.runs >= runs) return;
    this.#schedule.after(this.#random.below(pauseMs), undefined, () => {
      const [first] = this.#clients;
      if (areCopies && client.runs === 0 && first !== undefined && first !== client)
        this.#machine.disk.copy(first.asking.stateDir, client.asking.stateDir);
      client.start(incidents);
    });
  }

  #ended(client: Client): void {
    const { name, last } = client;
    if ([1, 2, 8].includes(Number(last?.exit))) this.#wrong.push(`${name}: UNSOUND END ${last?.exit}: ${last?.code}`);
    if (!this.#isQuiet) this.#plan(client);
  }

  /** Nothing goes wrong any more: the import comes to its end. */
  async #finish(client: Client): Promise<void> {
    for (let run = 0; run < MOST_QUIET_RUNS; run++) {
      client.start([]);
      await this.#schedule.run(() => !client.isRunning);
      if (this.#isOver(client)) return;
      const until = this.#schedule.now + (this.#settings.areCopies ? 60_000 : DAY_MS);
      this.#schedule.after(until - this.#schedule.now, undefined, () => undefined);
      await this.#schedule.run(() => this.#schedule.now >= until);
    }
    this.#wrong.push(
      `${client.name}: NO END after ${MOST_QUIET_RUNS} quiet runs: ${client.last?.exit} ${client.last?.code}`,
    );
  }

  /** Every row has its outcome, or is behind one in doubt that it must not overtake. */
  #isOver({ last }: Client): boolean {
    if (last?.report === undefined) return last?.code.startsWith('journal_damaged') === true;
    const { read, pending, inDoubt } = last.report.rows;
    const isStuck = this.#settings.operation === 'upsert' && inDoubt > 0;
    return isStuck || (pending === 0 && read === this.#settings.rows.list.length && last.exit !== 9);
  }

  /** No byte leaves before its INTENT is safe. */
  #leaving(owner: Owner, key: string): void {
    const client = this.#clients.find(({ name }) => owner.name.startsWith(`${name}.`));
    const under = client?.asking.stateDir ?? '';
    if (this.#machine.disk.holdsSafely(`${under}/`, '/journal.ndjson', `"key":"${key}"`)) return;
    this.#wrong.push(`UNANNOUNCED: ${owner.name} sends ${key}, and its INTENT isn't safe`);
  }

  /** SETTLED is written when the job is over, and not before. */
  #written(path: string, text: string): void {
    for (const { type, part, receipt } of entriesIn(text)) {
      const place = `${path} ${part}`;
      if (type === 'INTENT') this.#jobs.delete(place);
      if (type === 'ACK') this.#jobs.set(place, receipt.id);
      const job = this.#service.jobs.get(this.#jobs.get(place) ?? '');
      if (type === 'SETTLED' && job !== undefined && job.answer === undefined)
        this.#wrong.push(`TOO SOON: SETTLED of part ${part} before the end of ${job.id}`);
    }
  }
}

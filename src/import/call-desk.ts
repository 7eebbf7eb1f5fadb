/** Calls to the address of a webhook: who may be believed, which batch it is about, and what became of it. */
import { BatchctlError, EXIT } from '../errors.js';
import type { CallReport } from '../report/call-report.js';
import { isReadable, readCall, type BatchNews } from '../webhook/call.js';
import type { IncomingCall } from '../webhook/incoming.js';
import { SeenCalls } from '../webhook/seen-calls.js';
import { signedId } from '../webhook/signed-id.js';
import { verifyCall } from '../webhook/verify.js';
import { BatchIndex } from './batch-index.js';
import { confirmBatches, UNKNOWN, type Confirming, type Finding } from './confirm-batches.js';

/** A call may be quicker than the answer that names its batch, and than the journal. ms. */
const EARLIEST_MS = 1_000;
/** Between two looks at an import that a run holds. */
const LOOK_MS = 1_000;
const IDLE_MS = 3_600_000;

export interface DeskOptions extends Confirming {
  readonly secret: string;
  readonly tell: (report: CallReport) => void;
}

type Said = NonNullable<CallReport['said']>;

interface Pending {
  readonly batch: string;
  readonly said: Said;
  /** ms since the machine started. */
  readonly since: number;
  /** Of the import that waits for it, once it is found. */
  readonly name?: string;
}

/** Takes calls at any time, and works on them one after the other. */
export class CallDesk {
  readonly #given: DeskOptions;
  readonly #index: BatchIndex;
  readonly #seen = new SeenCalls();
  /** Imports whose calls wait for a run to leave. */
  readonly #held = new Set<string>();
  #pending: Pending[] = [];
  #answered = 0;
  #wake = new AbortController();

  constructor(given: DeskOptions) {
    this.#given = given;
    this.#index = new BatchIndex(given.stateDir, given.say);
    given.tools.stop.addEventListener('abort', () => this.#wake.abort());
  }

  /** The status to answer with, at once. Changes nothing by itself. */
  take(call: IncomingCall): 200 | 400 | 401 {
    const { secret, tell, tools } = this.#given;
    const now = tools.clock.now();
    const { kind, reason } = verifyCall(call, secret, now);
    if (kind !== 'genuine') {
      tell({ outcome: kind, reason, said: null, about: null });
      return 401;
    }
    if (!isReadable(call)) {
      tell({ outcome: 'unreadable', reason: 'it is signed, and its body is no JSON object', said: null, about: null });
      return 400;
    }
    const news = readCall(call);
    if (this.#seen.isNew(call.body, signedId(call, secret, now))) this.#add(news);
    else tell({ outcome: 'repeated', reason: null, said: saidBy(news), about: null });
    return 200;
  }

  /** Works on calls until the command is to stop, or `isOnce` and what became of the first genuine one is known. */
  async work(isOnce: boolean): Promise<void> {
    const { tools } = this.#given;
    const isOver = () => tools.stop.aborted || (isOnce && this.#answered > 0);
    for (;;) {
      this.#wake = new AbortController();
      if (isOver()) return;
      await this.#round();
      if (isOver()) return;
      await tools.sleep(this.#pending.length > 0 ? LOOK_MS : IDLE_MS, this.#wake.signal);
    }
  }

  /** Tells what is left undone. Nothing is lost by it: the import command asks for each. */
  leave(): void {
    for (const { said, name } of this.#pending) {
      const reason = name === undefined ? 'the service was not asked before the end' : null;
      this.#given.tell({ outcome: name === undefined ? 'unconfirmed' : 'held', reason, said, about: null });
    }
    this.#pending = [];
  }

  #add(news: BatchNews): void {
    const said = saidBy(news);
    if (news.batchId === null) this.#answer(said, UNKNOWN);
    else this.#pending.push({ batch: news.batchId, said, since: this.#given.tools.clock.uptime() * 1000 });
    this.#wake.abort();
  }

  async #round(): Promise<void> {
    const pending = await this.#named(this.#pending.splice(0));
    this.#passOver(pending.filter(({ name }) => name === undefined));
    for (const name of new Set(pending.flatMap((call) => call.name ?? []))) {
      await this.#confirm(
        name,
        pending.filter((call) => call.name === name),
      );
    }
  }

  /** The calls with the names of the imports that wait for them. */
  async #named(pending: readonly Pending[]): Promise<Pending[]> {
    const batches = pending.filter(({ name }) => name === undefined).map(({ batch }) => batch);
    const names = batches.length === 0 ? undefined : await this.#index.find(batches);
    return pending.map((call) => {
      const name = call.name ?? names?.get(call.batch);
      return name === undefined ? call : { ...call, name };
    });
  }

  /** Looked for once more where they are young. */
  #passOver(calls: readonly Pending[]): void {
    const now = this.#given.tools.clock.uptime() * 1000;
    for (const call of calls) {
      if (now - call.since < EARLIEST_MS) this.#pending.push(call);
      else this.#answer(call.said, UNKNOWN);
    }
  }

  async #confirm(name: string, calls: readonly Pending[]): Promise<void> {
    const found = await this.#ask(name, calls);
    if (found === 'held') return this.#hold(name, calls);
    this.#held.delete(name);
    for (const { batch, said } of calls) this.#answer(said, found.get(batch) ?? UNKNOWN);
  }

  async #ask(name: string, calls: readonly Pending[]): Promise<ReadonlyMap<string, Finding> | 'held'> {
    const batches = [...new Set(calls.map(({ batch }) => batch))];
    try {
      return await confirmBatches(name, batches, this.#given);
    } catch (error) {
      if (!(error instanceof BatchctlError)) throw error;
      if (error.exit === EXIT.locked) return 'held';
      const { message } = error;
      return new Map(batches.map((batch) => [batch, { ...UNKNOWN, outcome: 'unconfirmed', reason: message }]));
    }
  }

  /** A run that waits asks by itself. One that doesn't leaves soon, and then it is asked from here. */
  #hold(name: string, calls: readonly Pending[]): void {
    this.#pending.push(...calls);
    if (this.#held.has(name)) return;
    this.#held.add(name);
    this.#given.say(
      `a run holds the import ${name}, and finds out by itself; if it leaves before, the service is asked`,
    );
  }

  #answer(said: Said, finding: Finding): void {
    this.#answered += 1;
    this.#given.tell({ ...finding, said });
  }
}

function saidBy({ batchId, status, successful, failed }: BatchNews): Said {
  return { batch: batchId, status, successful, failed };
}

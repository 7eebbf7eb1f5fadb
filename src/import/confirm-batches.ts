/** Batches that somebody says are done: the service itself is asked, and only what it answers is written down. */
import { BatchctlError, EXIT } from '../errors.js';
import { lockImport } from '../journal/hold.js';
import { Journal } from '../journal/journal.js';
import { isWholeChunk, type JournalState, type PartState } from '../journal/state.js';
import type { Receipt } from '../record.js';
import type { CalledRows, CallOutcome } from '../report/call-report.js';
import { findTarget } from '../target/registry.js';
import type { Scope } from '../target/scope.js';
import type { Target } from '../target/target.js';
import { assembleAsking } from './asking.js';
import { frozenPlan } from './frozen.js';
import { partOf, type Asking } from './line.js';
import { introduce } from './plan.js';
import type { Service } from './service.js';
import { settle, type Ended } from './settle.js';
import { tally } from './tally.js';
import type { Tools } from './tools.js';
import { writeEnd } from './write-end.js';

/** No import here was given such a batch. */
export const UNKNOWN: Finding = { outcome: 'unknown', reason: null, about: null };

/** For one question, its repetitions included. */
const PATIENCE_MS = 30_000;

export interface Confirming {
  readonly stateDir: string;
  readonly tools: Tools;
  /** The service that an import's rows went to. Throws a BatchctlError where there is no way to it. */
  readonly connect: (target: Target, scope: Scope) => Promise<Service>;
  readonly say: (text: string) => void;
}

/** What became of a batch, for the report. */
export interface Finding {
  readonly outcome: CallOutcome;
  readonly reason: string | null;
  readonly about: CalledRows | null;
}

/**
 * Asks for each of these batches of one import, which is held meanwhile, and says what was found. `name` is of its directory. May be
 * repeated. Throws a BatchctlError: locked where another run holds the import, state where its journal can't be used.
 */
export async function confirmBatches(
  name: string,
  batches: readonly string[],
  given: Confirming,
): Promise<ReadonlyMap<string, Finding>> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const hold = await lockImport(given.stateDir, name, given.tools);
    closing.push(() => hold.release());
    const journal = await Journal.open(hold.directory, given.tools.disk);
    closing.push(() => journal.close());
    const inquiry = new Inquiry(journal, given);
    closing.push(() => inquiry.close());
    const found = new Map<string, Finding>();
    for (const batch of batches) found.set(batch, await inquiry.find(batch));
    return found;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** One import's batches, asked for at its service; which is reached for only where there is something to ask. */
class Inquiry {
  readonly #journal: Journal;
  readonly #given: Confirming;
  #service: Service | undefined;
  #line: Asking | undefined;

  constructor(journal: Journal, given: Confirming) {
    this.#journal = journal;
    this.#given = given;
  }

  async find(batch: string): Promise<Finding> {
    const { state } = this.#journal;
    const part = state === undefined ? undefined : partWith(state, batch);
    if (state === undefined) return UNKNOWN;
    if (part === undefined) return acceptedWhole(state, batch) ?? UNKNOWN;
    const { outcome, reason = null } = await this.#ask(state, part);
    return { outcome, reason, about: calledRows(state, part) };
  }

  async close(): Promise<void> {
    await this.#service?.close();
  }

  async #ask(state: JournalState, part: PartState): Promise<Standing> {
    const { phase, receipt, id } = part;
    if (phase !== 'accepted' || receipt === undefined) return { outcome: 'known' };
    try {
      const line = (this.#line ??= await this.#reach(state));
      const ended = await askBriefly(line, part, receipt);
      // Which row each result is for, only the source tells.
      if (ended.kind === 'results') return { outcome: 'files' };
      if (ended.kind === 'stopped')
        return { outcome: 'unconfirmed', reason: 'an answer was not waited for any longer' };
      await writeEnd(line, part, ended);
      return standing(partOf(line, id));
    } catch (error) {
      return { outcome: 'unconfirmed', reason: whyNot(error) };
    }
  }

  async #reach(state: JournalState): Promise<Asking> {
    const target = targetOf(state);
    const { connect, tools, say } = this.#given;
    const service = (this.#service ??= await connect(target, frozenPlan(state.begin).scope));
    return assembleAsking({ journal: this.#journal, target, service, tools, say });
  }
}

/** However long the service asks to be left alone: nobody else can have the import meanwhile. */
async function askBriefly(line: Asking, part: PartState, receipt: Receipt): Promise<Ended> {
  const { tools } = line;
  const over = new AbortController();
  const answered = new AbortController();
  void tools.sleep(PATIENCE_MS, answered.signal).then(() => over.abort());
  try {
    const stopping = AbortSignal.any([line.stopping, over.signal]);
    return await settle({ ...line, stopping }, part, receipt, () => tools.clock.uptime() * 1000);
  } finally {
    answered.abort();
  }
}

interface Standing {
  readonly outcome: CallOutcome;
  readonly reason?: string;
}

function standing(part: PartState | undefined): Standing {
  if (part === undefined || part.phase === 'settled') return { outcome: 'settled' };
  const { phase, doubt, refusal } = part;
  if (phase === 'doubt') return { outcome: 'doubt', reason: doubt ?? '' };
  return { outcome: 'resend', reason: `${refusal?.code ?? ''}: ${refusal?.message ?? ''}` };
}

/** One batch that can't be asked for doesn't keep the others from it. Throws what isn't a failure that batchctl understands. */
function whyNot(error: unknown): string {
  if (!(error instanceof BatchctlError)) throw error;
  return error.code === 'jobs_not_final' ? 'the service itself does not call it finished' : error.message;
}

function targetOf({ begin }: JournalState): Target {
  const { target: name } = frozenPlan(begin).scope;
  const target = findTarget(name);
  if (target !== undefined) return target;
  throw new BatchctlError(EXIT.usage, 'target_unknown', `there is no target ${name}`);
}

function partWith({ parts }: JournalState, batch: string): PartState | undefined {
  return [...parts.values()].find(({ receipt }) => receipt?.id === batch);
}

/** What was found out before, of a chunk of which nothing else is known. */
function acceptedWhole(state: JournalState, batch: string): Finding | undefined {
  const chunk = state.chunks.receipts.indexOf(batch);
  if (chunk < 0) return undefined;
  const [start, end] = [state.chunks.start(chunk), state.chunks.end(chunk)];
  const about = { rows: [start.row + 1, end.row] as const, isWhole: true, accepted: end.row - start.row, rejected: 0 };
  return { outcome: 'known', reason: null, about: { ...about, ...placeOf(state) } };
}

function calledRows(state: JournalState, { id, intent, accepted, refused, unlisted }: PartState): CalledRows {
  const rows = [intent.start.row + 1, intent.end.row] as const;
  return { rows, isWhole: isWholeChunk(id), accepted, rejected: refused.length + unlisted, ...placeOf(state) };
}

/** The import that a call is about, and how far it is. */
function placeOf(state: JournalState): Pick<CalledRows, 'importId' | 'run' | 'pending'> {
  const { importId, run } = introduce(state.begin.importId, frozenPlan(state.begin).scope);
  return { importId, run, pending: tally(state).rows.pending };
}

/** What the stations of one running import share. */
import { createEncoder } from '../encode/create.js';
import type { Encoder } from '../encode/encoder.js';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { Journal } from '../journal/journal.js';
import { wasAcceptedWhole, type JournalState, type PartState } from '../journal/state.js';
import type { Envelope } from '../record.js';
import type { Source } from '../source/source.js';
import type { Exchange } from '../target/http.js';
import type { Destination } from '../target/target.js';
import type { BodyMemory } from './body-memory.js';
import type { MakeSink } from './body.js';
import { maxItemBytes } from './open-chunk.js';
import type { RetryBudget } from './budget.js';
import type { Counters } from './counters.js';
import type { Pause } from './pause.js';
import type { Making } from './item-maker.js';
import type { Lanes } from './lanes.js';
import type { FrozenPlan, ImportPlan } from './plan.js';
import type { ServiceClock } from './service-clock.js';
import type { Slots } from './slots.js';
import type { Tools } from './tools.js';

export interface Line {
  readonly plan: ImportPlan;
  readonly frozen: FrozenPlan;
  readonly source: Source;
  readonly journal: Journal;
  readonly exchange: Exchange;
  readonly destination: Destination;
  /** How rows become items. */
  readonly making: Making;
  /** Of request bodies that aren't files. */
  readonly memory: BodyMemory;
  /** Where request bodies are put together. */
  readonly sink: MakeSink;
  readonly tools: Tools;
  readonly counters: Counters;
  /** Requests under way. */
  readonly sending: Slots;
  /** Chunks cut and not final. */
  readonly unsettled: Slots;
  /** Which of them have to wait for each other; undefined where order doesn't matter. */
  readonly lanes: Lanes | undefined;
  /** Result files being fetched and put in order: one part's at a time, as they may be large. */
  readonly collecting: Slots;
  readonly pause: Pause;
  readonly budget: RetryBudget;
  readonly serviceClock: ServiceClock;
  /** Nothing new is to be sent: the user's wish, or a failure. */
  readonly stopping: AbortSignal;
  /** Says something to the user while the import goes on. */
  readonly say: (text: string) => void;
}

/** As much of a line as trying again takes. */
export interface Trying extends Pick<Line, 'tools' | 'pause' | 'budget' | 'stopping' | 'say'> {
  readonly plan: Pick<ImportPlan, 'target' | 'command' | 'maxRetries'>;
  readonly counters: Pick<Counters, 'retries' | 'tell'>;
}

/** As much of a line as asking what became of a request takes, and writing it down. The source isn't needed. */
export interface Asking extends Trying, Pick<Line, 'frozen' | 'journal' | 'exchange' | 'serviceClock'> {
  readonly counters: Counters;
  readonly plan: Pick<ImportPlan, 'target' | 'command' | 'maxRetries' | 'waitTimeoutMs'>;
}

/** Chunks that the service has accepted and not settled: how many of them are watched at once. */
export const MOST_UNSETTLED = 64;

export function envelopeOf({ plan, frozen }: Pick<Line, 'plan' | 'frozen'>): Envelope {
  return plan.target.envelope(frozen.scope, frozen.settings);
}

/** An encoder for requests of at most `maxBytes`. */
export function encoderFor(line: Pick<Line, 'plan' | 'frozen' | 'making'>, maxBytes: number): Encoder {
  const { shape, maxRecordBytes } = line.frozen;
  const envelope = envelopeOf(line);
  return createEncoder(shape, {
    separator: envelope.separator,
    maxItemBytes: maxItemBytes(envelope, maxBytes),
    maxRecordBytes,
    ...line.making,
  });
}

export function stateOf({ journal }: Pick<Line, 'journal'>): JournalState {
  const { state } = journal;
  if (state === undefined) throw new Error('a journal without BEGIN');
  return state;
}

/** Undefined where it is a chunk that was accepted whole. Throws where there is no such part. */
export function partOf(line: Pick<Line, 'journal'>, id: string): PartState | undefined {
  const state = stateOf(line);
  const part = state.parts.get(id);
  if (part === undefined && !wasAcceptedWhole(state, id)) throw new Error(`no part ${id}`);
  return part;
}

/** What ended a run before its time, if anything did. */
export class Failures {
  readonly #controller = new AbortController();
  readonly list: BatchctlError[] = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Makes the run stop in good order. Only what has something new to say is kept. */
  add(failure: BatchctlError): undefined {
    if (!this.list.some(({ code, message }) => code === failure.code && message === failure.message))
      this.list.push(failure);
    this.#controller.abort();
  }

  /** The same for whatever was thrown: what isn't a failure that batchctl understands is a fault in it. */
  take(error: unknown): undefined {
    if (error instanceof BatchctlError) return this.add(error);
    const hint = 'this is a fault in batchctl, and running the same command again is safe';
    return this.add(new BatchctlError(EXIT.bug, 'bug', messageOf(error), { cause: error, hint }));
  }
}

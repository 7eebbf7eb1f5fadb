/** Puts together what the stations of a run share. */
import { setMaxListeners } from 'node:events';
import type { Journal } from '../journal/journal.js';
import type { ProgressFigures } from '../report/report.js';
import type { Source } from '../source/source.js';
import { createExchange, type Exchange } from '../target/http.js';
import { isOrdered } from '../target/scope.js';
import type { MakeSink } from './body.js';
import { RetryBudget } from './budget.js';
import { BodyMemory } from './body-memory.js';
import { Counters } from './counters.js';
import { makingOf } from './item-maker.js';
import { Lanes } from './lanes.js';
import { MOST_UNSETTLED, stateOf, type Failures, type Line } from './line.js';
import { Pause } from './pause.js';
import { markOf, type FrozenPlan, type ImportPlan } from './plan.js';
import type { Service } from './service.js';
import { ServiceClock } from './service-clock.js';
import { Slots } from './slots.js';
import { Spool } from './spool.js';
import type { Tools } from './tools.js';

/** Retries that a run may spend beyond those that it earns. */
const ENOUGH_RETRIES = 100;
const RETRIES_A_REQUEST = 10;

/** Where a run shows how it goes on. */
export interface Show {
  progress(figures: ProgressFigures): void;
  say(text: string): void;
}

export interface Parts {
  readonly plan: ImportPlan;
  readonly service: Service;
  readonly source: Source;
  readonly frozen: FrozenPlan;
  readonly journal: Journal;
  readonly tools: Tools;
  readonly failures: Failures;
  readonly show: Show;
}

/** `journal` must be begun. Throws as `makingOf` does. */
export async function assemble({
  plan,
  service,
  source,
  frozen,
  journal,
  tools,
  failures,
  show,
}: Parts): Promise<Line> {
  const { target, webhook } = plan;
  const { begin } = stateOf({ journal });
  const concurrency = target.files === undefined ? plan.concurrency : 1;
  const serviceClock = new ServiceClock(tools.clock);
  const memory = new BodyMemory();
  const stopping = heardByMany(AbortSignal.any([tools.stop, failures.signal]));
  return {
    plan,
    frozen,
    source,
    journal,
    tools,
    exchange: serviceClock.watch(exchangeWith(plan, service, tools)),
    destination: { scope: frozen.scope, settings: frozen.settings, webhook },
    making: await makingOf(plan, frozen, markOf(begin.importId, begin.salt)),
    memory,
    sink: sinkFor(plan, journal, memory),
    counters: new Counters(stateOf({ journal }), {
      totalBytes: () => source.size ?? 0,
      tell: (figures) => show.progress(figures),
      now: () => tools.clock.uptime() * 1000,
    }),
    sending: new Slots(concurrency),
    unsettled: new Slots(MOST_UNSETTLED),
    lanes: isOrdered(frozen.scope) ? new Lanes(stopping) : undefined,
    collecting: new Slots(1),
    pause: new Pause(tools),
    serviceClock,
    budget: new RetryBudget(RETRIES_A_REQUEST * concurrency + ENOUGH_RETRIES),
    stopping,
    say: (text) => show.say(text),
  };
}

/** The service as everything of a run asks it. */
export function exchangeWith(
  { target, webhook, concurrency }: Pick<ImportPlan, 'target' | 'webhook' | 'concurrency'>,
  { url, secret, ca, exchange = createExchange }: Service,
  tools: Tools,
): Exchange {
  const connection = {
    baseUrl: url,
    secrets: [secret, webhook?.secret ?? ''].filter((text) => text !== ''),
    headers: { ...target.headers(secret), 'user-agent': `batchctl/${tools.version}` },
    // Looking at what was sent must not have to wait for what is being sent.
    concurrency: target.files === undefined ? concurrency : concurrency + 1,
    signal: heardByMany(tools.abort),
    ca,
  };
  return exchange(connection);
}

/** Every request and every wait listens: their number is limited elsewhere, and no sign of a leak. */
function heardByMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}

/** Bodies of APIs that take files may be too long for memory, and there is one at a time. */
function sinkFor({ target }: ImportPlan, { directory }: Journal, memory: BodyMemory): MakeSink {
  if (target.files === undefined) return (expectedBytes) => memory.sink(expectedBytes);
  const spool = new Spool(directory);
  return () => spool.sink();
}

/** Puts together what the stations of a run share. */
import type { Journal } from '../journal/journal.js';
import type { ProgressFigures } from '../report/report.js';
import type { FileSource } from '../source/file.js';
import { createExchange } from '../target/http.js';
import { RetryBudget } from './budget.js';
import { Counters } from './counters.js';
import { stateOf, unsettledSlots, type Failures, type Line } from './line.js';
import { Pause } from './pause.js';
import type { FrozenPlan, ImportPlan } from './plan.js';
import type { Service } from './service.js';
import { Slots } from './slots.js';
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
  readonly source: FileSource;
  readonly frozen: FrozenPlan;
  readonly journal: Journal;
  readonly tools: Tools;
  readonly failures: Failures;
  readonly show: Show;
}

/** `journal` must be begun. */
export function assemble({ plan, service, source, frozen, journal, tools, failures, show }: Parts): Line {
  const { concurrency } = plan;
  return {
    plan,
    frozen,
    source,
    journal,
    tools,
    exchange: createExchange({
      baseUrl: service.url,
      secret: service.secret,
      headers: { authorization: `Bearer ${service.secret}`, 'user-agent': `batchctl/${tools.version}` },
      concurrency,
      signal: tools.abort,
    }),
    counters: new Counters(stateOf({ journal }), {
      totalBytes: source.size,
      tell: (figures) => show.progress(figures),
      now: () => tools.clock.uptime() * 1000,
    }),
    sending: new Slots(concurrency),
    unsettled: unsettledSlots(frozen),
    pause: new Pause(tools),
    budget: new RetryBudget(RETRIES_A_REQUEST * concurrency + ENOUGH_RETRIES),
    stopping: AbortSignal.any([tools.stop, failures.signal]),
    say: (text) => show.say(text),
  };
}

/** What asking for one import's batches takes, put together from its journal alone: the source may be gone. */
import { BatchctlError, EXIT } from '../errors.js';
import type { Journal } from '../journal/journal.js';
import type { JournalState } from '../journal/state.js';
import type { Target } from '../target/target.js';
import { exchangeWith } from './assemble.js';
import { markCredential } from './begin.js';
import { RetryBudget } from './budget.js';
import { Counters } from './counters.js';
import { frozenPlan } from './frozen.js';
import { stateOf, type Asking } from './line.js';
import { Pause } from './pause.js';
import { ServiceClock } from './service-clock.js';
import type { Service } from './service.js';
import type { Tools } from './tools.js';

/** Whoever polls has more patience: here the next call waits, and so does an import that wants to begin. */
const MOST_RETRIES = 3;
const RETRIES_IN_ALL = 100;

export interface AskingParts {
  readonly journal: Journal;
  readonly target: Target;
  readonly service: Service;
  readonly tools: Tools;
  readonly say: (text: string) => void;
}

/** `journal` must be begun. Throws a BatchctlError (conflict) where the service isn't the one that the rows went to. */
export function assembleAsking({ journal, target, service, tools, say }: AskingParts): Asking {
  const state = stateOf({ journal });
  assertSame(state, service);
  const now = () => tools.clock.uptime() * 1000;
  const serviceClock = new ServiceClock(tools.clock);
  return {
    plan: { target, maxRetries: MOST_RETRIES, waitTimeoutMs: 0, command: 'the same import command' },
    frozen: frozenPlan(state.begin),
    journal,
    tools,
    exchange: serviceClock.watch(exchangeWith({ target, webhook: null, concurrency: 1 }, service, tools)),
    serviceClock,
    counters: new Counters(state, { totalBytes: () => 0, tell: () => undefined, now }),
    pause: new Pause(tools),
    budget: new RetryBudget(RETRIES_IN_ALL),
    stopping: tools.stop,
    say,
  };
}

/** What another account or another database says of a batch means nothing, and a credential goes only where it went before. */
function assertSame({ begin, credential }: JournalState, { identity, account, secret, sandboxDb }: Service): void {
  const { scope } = frozenPlan(begin);
  if (identity !== scope.baseUrl) {
    const message = `the rows went to another service than ${sandboxDb ?? identity}`;
    throw new BatchctlError(EXIT.conflict, 'service_changed', message);
  }
  if (sandboxDb !== null || credential === null) return;
  if (markCredential(secret, credential.salt).hash === credential.hash) return;
  if (account !== null && account === scope.account) return;
  const message = 'the import was begun with another credential, and whether it is of the same account is not known';
  throw new BatchctlError(EXIT.conflict, 'credential_changed', message);
}

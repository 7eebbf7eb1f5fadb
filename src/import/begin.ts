/** How a run begins: what the journal of this import says to the source and the plan that it is given now. */
import { createHash } from 'node:crypto';
import { BatchctlError, EXIT } from '../errors.js';
import type { Begin, CredentialMark } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import { cutUpTo, isUnapplied, type JournalState } from '../journal/state.js';
import type { SourceIdentity } from '../record.js';
import { shellQuote } from '../report/text.js';
import { encodingNamed } from '../source/labels.js';
import { STDIN } from '../source/open.js';
import type { Source } from '../source/source.js';
import type { Settings } from '../target/scope.js';
import { hasRowsBehind } from './behind.js';
import { frozenPlan } from './frozen.js';
import type { FrozenPlan, ImportPlan } from './plan.js';
import type { Service } from './service.js';
import type { Tools } from './tools.js';

const LINE_BREAKS: ReadonlySet<number | undefined> = new Set([10, 13]);

export interface Beginning {
  readonly plan: ImportPlan;
  readonly service: Service;
  readonly source: Source;
  readonly frozen: FrozenPlan;
  readonly tools: Tools;
}

/**
 * The journal to go on with, its BEGIN written. An import of which nothing can have been applied binds nobody: it begins anew, under
 * keys that no earlier request had. One that was finished begins anew for a source that is another one. Throws a BatchctlError
 * (conflict) where going on could skip or repeat rows.
 */
export async function begin(journal: Journal, given: Beginning): Promise<Journal> {
  const { plan, source } = given;
  const identity = await source.identity();
  const { state } = journal;
  const difference = state === undefined ? undefined : await findDifference(state, given, identity);
  if (state?.deletion === 'begun') throw halfDeleted(given);
  if (state === undefined || mayBeginAnew(state, given, difference)) {
    return journal.beginAnew(newBegin(given, identity, state));
  }
  if (plan.newRun) throw unfinished(given, state);
  if (difference !== undefined) throw conflict(given, state, difference);
  await checkCredential(journal, state, given);
  if (!isSame(state.source, identity)) {
    const from = cutUpTo(state) ?? given.frozen.shape.first;
    const isAll = state.complete && !(await hasRowsBehind(given, from));
    await journal.append({ type: 'SOURCE', source: identity, isAll });
  }
  return journal;
}

/** Whether nothing is lost by forgetting what the journal holds: or the user asks for it where going on is impossible anyway. */
function mayBeginAnew(state: JournalState, { plan }: Beginning, difference: Difference | undefined): boolean {
  if (state.deletion === 'done') return true;
  // A file of the same name may well be another one by now; a name that was given to an input means that input.
  if (state.complete) return plan.newRun || (difference !== undefined && plan.file !== STDIN);
  // What is in doubt stays so, and keeps the import from coming to its end.
  const isStuck = difference !== undefined || [...state.parts.values()].some(({ phase }) => phase === 'doubt');
  return isUnapplied(state) || (plan.newRun && isStuck);
}

interface Difference {
  readonly code: 'plan_changed' | 'source_changed';
  readonly words: string;
}

/** What differs from what the journal was begun with, in words; undefined where going on is safe. */
async function findDifference(
  state: JournalState,
  { frozen, source }: Beginning,
  now: SourceIdentity,
): Promise<Difference | undefined> {
  const before = frozenPlan(state.begin);
  if (readingOf(before) !== readingOf(frozen)) {
    const words =
      'is read in another way than when the import began: other columns, delimiter, format, encoding or mapping';
    return { code: 'plan_changed', words };
  }
  const settings = changedSettings(before.settings, frozen.settings);
  if (settings.length > 0) {
    return {
      code: 'plan_changed',
      words: `would be sent in another way than when the import began: another ${settings.join(' and ')}`,
    };
  }
  if (isSame(state.source, now)) return undefined;
  const cut = cutUpTo(state);
  if (cut === undefined) return undefined;
  for (const { intent } of state.chunks) {
    if ((await source.crc(intent.start.byte, intent.end.byte)) !== intent.crc) {
      const words = `is not what the import began with: it differs in lines ${intent.start.line + 1} to ${intent.end.line}`;
      return { code: 'source_changed', words };
    }
  }
  // Only where the source ended has a row no line break behind it.
  const [last] = await source.range(cut.byte - 1, cut.byte);
  if (LINE_BREAKS.has(last) || (await source.range(cut.byte, cut.byte + 1)).length === 0) return undefined;
  return { code: 'source_changed', words: 'has grown, and the last row that was imported had no line break behind it' };
}

/** All that decides what a row is, and what becomes of it. */
function readingOf({ shape, encoding, mapping }: FrozenPlan): string {
  return JSON.stringify([shape, encodingNamed(encoding ?? 'utf-8'), mapping]);
}

function changedSettings(before: Settings, now: Settings): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).map((name) => `--${name}`);
}

/** A stream's identity says nothing: it has no hashes. */
function isSame(one: SourceIdentity, two: SourceIdentity): boolean {
  return (
    one.head !== '' &&
    one.size === two.size &&
    one.mtimeMs === two.mtimeMs &&
    one.head === two.head &&
    one.tail === two.tail
  );
}

/** The next generation where the service may remember a refusal under the last one's keys. */
function nextGeneration(state: JournalState): number {
  const remembered = [...state.parts.values()].filter(
    ({ refusal }) => refusal !== undefined && refusal.about !== 'other',
  );
  return Math.max(state.begin.generation, ...remembered.map(({ intent }) => intent.generation + 1));
}

function newBegin(
  { plan, service, frozen, tools }: Beginning,
  source: SourceIdentity,
  before: JournalState | undefined,
): Begin {
  // Beside an import that was applied, even to the same bytes at the same place the service must not answer with that one's results.
  const isAnother = plan.newRun || (before !== undefined && !isUnapplied(before));
  return {
    type: 'BEGIN',
    format: 1,
    batchctl: tools.version,
    importId: plan.importId,
    at: new Date(tools.clock.now()).toISOString(),
    source,
    plan: frozen,
    credential: markCredential(service.secret, tools.token()),
    salt: isAnother ? tools.token() : (before?.begin.salt ?? null),
    generation: isAnother || before === undefined ? 0 : nextGeneration(before),
    rejects: before?.rejects ?? null,
  };
}

/** What a journal keeps of a credential. */
export function markCredential(secret: string, salt: string): CredentialMark {
  return { salt, hash: createHash('sha256').update(`${salt}:${secret}`).digest('hex') };
}

/** Where the account isn't known, another credential may be another account, and its keys would mean nothing there. */
async function checkCredential(
  journal: Journal,
  state: JournalState,
  { plan, service, tools }: Beginning,
): Promise<void> {
  if (state.credential === null || service.account !== null || service.sandboxDb !== null) return;
  if (markCredential(service.secret, state.credential.salt).hash === state.credential.hash) return;
  if (!plan.sameAccount) {
    const message = `${plan.name} was begun with another credential, and whether it is of the same account can't be seen`;
    throw new BatchctlError(EXIT.conflict, 'credential_changed', message, {
      hint: `the same account: ${plan.command} --same-account · another one: ${plan.command} --import-id NAME`,
    });
  }
  await journal.append({ type: 'CREDENTIAL', credential: markCredential(service.secret, tools.token()) });
}

function halfDeleted({ plan, frozen }: Beginning): BatchctlError {
  const { user, target } = frozen.scope;
  const message = `${plan.name}: a delete-all that covers this import was begun, and whether it came to its end isn't known`;
  const whom = user === null ? '--everyone' : `--user ${shellQuote(user)}`;
  const where = plan.isSandbox ? `--target ${target} --sandbox` : `--target ${target}`;
  return new BatchctlError(EXIT.conflict, 'deletion_unfinished', message, {
    hint: `run it again, as it was typed then: batchctl delete-all ${whom} ${where}`,
  });
}

function unfinished({ plan }: Beginning, state: JournalState): BatchctlError {
  const message = `${plan.name}: the import begun ${state.begin.at} isn't finished, so --new-run would forget what it has under way`;
  return new BatchctlError(EXIT.conflict, 'run_unfinished', message, { hint: `finish it first: ${plan.command}` });
}

function conflict({ plan }: Beginning, state: JournalState, { code, words }: Difference): BatchctlError {
  const accepted = [...state.parts.values()].reduce((sum, part) => sum + part.accepted, 0);
  const message = `${plan.name} ${words}; going on could skip or repeat rows`;
  const again = accepted === 0 ? 'all of it' : `all of it, ${accepted} accepted rows once more`;
  const hint = `bring back what the import began with, or send ${again}: ${plan.command} --new-run`;
  return new BatchctlError(EXIT.conflict, code, message, { hint });
}

/** How a run begins: what the journal of this import says to the source and the plan that it is given now. */
import { createHash } from 'node:crypto';
import { OWN_ROW } from '../encode/own-names.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { Begin, CredentialMark } from '../journal/entry.js';
import type { Journal } from '../journal/journal.js';
import { cutUpTo, inDoubt, isUnapplied, type JournalState } from '../journal/state.js';
import type { SourceIdentity } from '../record.js';
import { shellQuote } from '../report/text.js';
import { STDIN } from '../source/open.js';
import type { Source } from '../source/source.js';
import { hasRowsBehind } from './behind.js';
import { isRejectsPath } from './base-name.js';
import { findDifference, isSame, type Difference } from './difference.js';
import type { FrozenPlan, ImportPlan } from './plan.js';
import type { Service } from './service.js';
import { tally } from './tally.js';
import type { Tools } from './tools.js';

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
  if (difference !== undefined) throw conflict(given, { state, path: journal.path }, difference);
  await checkCredential(journal, state, given);
  if (!isSame(state.source, identity)) {
    const from = cutUpTo(state) ?? given.frozen.shape.first;
    const isAll = state.complete && !(await hasRowsBehind(given, from));
    await journal.append({ type: 'SOURCE', source: identity, isAll });
  }
  return journal;
}

/** Whether nothing is lost by forgetting what the journal holds: or the user asks for it where going on is impossible anyway. */
function mayBeginAnew(state: JournalState, given: Beginning, difference: Difference | undefined): boolean {
  const { plan } = given;
  if (state.deletion === 'done') return true;
  if (state.complete)
    return (
      plan.newRun || (difference !== undefined && (tally(state).rows.accepted === 0 || isAnother(difference, given)))
    );
  // What is in doubt stays so, and keeps the import from coming to its end.
  const isStuck = difference !== undefined || inDoubt(state).length > 0;
  return isUnapplied(state) || (plan.newRun && isStuck);
}

/**
 * Whether this is other work than what was finished, rather than the same rows once more. A file of the same name may well be another
 * one by now; a name that was given to standard input means that input, and a rejects file was worked on further.
 */
function isAnother({ code }: Difference, given: Beginning): boolean {
  if (code === 'source_changed') return given.plan.file !== STDIN && !isRejectsFile(given);
  return code === 'settings_changed';
}

function isRejectsFile({ plan, frozen: { shape } }: Beginning): boolean {
  return isRejectsPath(plan.file) || (shape.format === 'csv' && shape.header.includes(OWN_ROW));
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

function conflict(
  given: Beginning,
  { state, path }: { state: JournalState; path: string },
  { code, words }: Difference,
): BatchctlError {
  const { plan } = given;
  const { accepted } = tally(state).rows;
  const message = `${plan.name} ${words}; going on could skip or repeat rows (its journal: ${path})`;
  const again = accepted === 0 ? 'all of it' : `all of it, ${accepted} accepted rows once more`;
  const rejects = isRejectsFile(given) ? state.rejects?.path : undefined;
  const other = rejects === undefined ? 'bring back what the import began with' : `fix the rows in ${rejects} instead`;
  return new BatchctlError(EXIT.conflict, code, message, {
    hint: `${other}, or send ${again}: ${plan.command} --new-run`,
  });
}

/** Decisions on parts in doubt, written down under the import's lock. Nothing is sent: the import goes on from what the journal says. */
import { BatchctlError, EXIT, usageError } from '../errors.js';
import { writeAudit } from '../journal/audit.js';
import type { Decision, Resolved } from '../journal/entry.js';
import { lockImport } from '../journal/hold.js';
import { Journal } from '../journal/journal.js';
import { inDoubt, wasAcceptedWhole, type JournalState, type PartState } from '../journal/state.js';
import type { Decided, Resolution } from '../report/resolution.js';
import { doubtOf, resolutionOf } from './doubts.js';
import { frozenPlan } from './frozen.js';
import { countItems, itemAt } from './item-range.js';
import { stateOf } from './line.js';
import { introduce } from './plan.js';
import type { Tools } from './tools.js';

export interface Wish {
  readonly decision: Decision;
  /** Ids; null for all that are in doubt. */
  readonly parts: readonly string[] | null;
}

export interface Deciding {
  readonly stateDir: string;
  /** Of the import's directory. */
  readonly name: string;
  /** Who decides, where that is known. */
  readonly by: string | null;
}

/**
 * Writes each decision down, in the audit first and then in the journal; both are on disk when it resolves. May be repeated: what was
 * decided the same way before stays as it is. Throws a BatchctlError: locked where a run holds the import; what `chosen` throws, with
 * nothing written; state where something can't be written.
 */
export async function decide(wish: Wish, given: Deciding, tools: Tools): Promise<Resolution> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const hold = await lockImport(given.stateDir, given.name, tools);
    closing.push(() => hold.release());
    const journal = await Journal.open(hold.directory, tools.disk);
    closing.push(() => journal.close());
    const decided: Decided[] = [];
    for (const part of chosen(stateOf({ journal }), wish)) {
      const { id, phase, intent } = part;
      const isNew = phase === 'doubt';
      if (isNew) await write(journal, part, { wish, given, tools });
      decided.push({ part: id, decision: wish.decision, count: countItems(intent.items), isNew });
    }
    return resolutionOf(stateOf({ journal }), decided);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/**
 * The parts that a wish is about: in doubt, or decided likewise before. Throws a BatchctlError: usage for a part that is neither,
 * conflict where the rows of the import were deleted.
 */
export function chosen(state: JournalState, { parts, decision }: Wish): PartState[] {
  if (state.deletion !== undefined) throw deleted(state);
  if (parts === null) return inDoubt(state);
  return [...new Set(parts)].map((id) => {
    const part = state.parts.get(id);
    if (part?.phase === 'doubt' || part?.decision === decision) return part;
    throw notInDoubt(state, id, part);
  });
}

interface Writing {
  readonly wish: Wish;
  readonly given: Deciding;
  readonly tools: Tools;
}

async function write(journal: Journal, part: PartState, { wish, given, tools }: Writing): Promise<void> {
  const { begin } = stateOf({ journal });
  const { importId, run } = introduce(begin.importId, frozenPlan(begin).scope);
  const at = new Date(tools.clock.now()).toISOString();
  const { rows, count, key, job, reason } = doubtOf(part);
  const what = { importId, run, part: part.id, rows, count, key, job, reason, by: given.by, pid: tools.pid };
  await writeAudit(given.stateDir, { at, command: 'resolve', decision: wish.decision, ...what }, tools.disk);
  await journal.append(entryFor(part, wish.decision, at));
}

const LEFT_OUT = { code: 'skipped', message: 'in doubt, and left out: it is not known whether it was applied' };

function entryFor({ id, intent: { items } }: PartState, decision: Decision, at: string): Resolved {
  const count = countItems(items);
  const refused = Array.from({ length: decision === 'skip' ? count : 0 }, (_, position) => ({
    index: itemAt(items, position),
    ...LEFT_OUT,
  }));
  return { type: 'RESOLVED', part: id, at, decision, accepted: decision === 'accepted' ? count : 0, refused };
}

const DECIDED: Record<Decision, string> = {
  accepted: 'its rows were marked as accepted',
  skip: 'its rows were left out',
  resend: 'its rows are to be sent again',
};

function notInDoubt(state: JournalState, id: string, part: PartState | undefined): BatchctlError {
  const { importId } = state.begin;
  const open = inDoubt(state).map((other) => other.id);
  const hint = open.length === 0 ? 'nothing of it is in doubt' : `in doubt: ${open.join(', ')}`;
  if (part === undefined && !wasAcceptedWhole(state, id))
    return usageError('part_unknown', `${importId} has no part ${id}`, hint);
  return usageError('part_not_in_doubt', `part ${id} of ${importId} is not in doubt${whyNot(part)}`, hint);
}

function whyNot(part: PartState | undefined): string {
  if (part?.phase === 'split') return ': it went on in parts';
  return part?.decision === undefined ? '' : `: ${DECIDED[part.decision]}`;
}

function deleted({ begin, deletion }: JournalState): BatchctlError {
  const isDone = deletion === 'done';
  const what = isDone ? 'was deleted since' : 'is covered by a delete-all that was begun, and may be gone';
  const hint = isDone ? 'the same import command begins anew' : 'run that delete-all again, as it was typed then';
  return new BatchctlError(EXIT.conflict, 'rows_deleted', `what ${begin.importId} brought ${what}`, { hint });
}

/** What is in doubt of an import, by its journal. */
import { inDoubt, type JournalState, type PartState } from '../journal/state.js';
import type { Decided, Doubt, Resolution } from '../report/resolution.js';
import { commandOf } from './conclude.js';
import { countItems } from './item-range.js';
import { recall } from './recall.js';

/** How an import stands, what is in doubt of it, and what was decided. Where its rows were deleted since, nothing is. */
export function resolutionOf(state: JournalState, decided: readonly Decided[]): Resolution {
  const doubts = state.deletion === undefined ? inDoubt(state).map(doubtOf) : [];
  return { import: recall(state), doubts, decided, command: commandOf(state.end?.summary) };
}

/** Which rows of its chunk a part holds only the source can tell. */
export function doubtOf({ id, intent, doubt, sentSince, receipt }: PartState): Doubt {
  const { start, end, items, key } = intent;
  return {
    part: id,
    rows: [start.row + 1, end.row],
    lines: [start.line + 1, Math.max(start.line + 1, end.line)],
    count: countItems(items),
    reason: doubt ?? '',
    since: new Date(sentSince.wall).toISOString(),
    job: receipt?.id ?? null,
    key,
  };
}

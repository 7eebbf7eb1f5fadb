/** What became of every row, by the journal alone, and the two checks that no report may fail. */
import { openChunks, type JournalState, type PartState } from '../journal/state.js';
import type { RowCounts } from '../report/report.js';
import { countItems } from './item-range.js';

export interface Tally {
  readonly rows: RowCounts;
  /** Rows in requests that were answered, or that needed none. */
  readonly sent: number;
  readonly chunks: number;
  readonly split: number;
}

/** Counts each row where it stands: nothing is found by subtraction, so that `assertConserved` can fail. */
export function tally(state: JournalState): Tally {
  const { chunks } = state;
  const read = chunks.count === 0 ? 0 : chunks.end(chunks.count - 1).row - chunks.start(0).row;
  const rows = { read, accepted: chunks.whole.rows, rejected: 0, inDoubt: 0, pending: 0 };
  let split = 0;
  for (const { intent } of openChunks(state)) {
    rows.rejected += intent.end.row - intent.start.row - countItems(intent.items);
  }
  for (const part of state.parts.values()) {
    if (part.phase === 'split') split += 1;
    rows.accepted += part.accepted;
    rows.rejected += part.refused.length + part.unlisted;
    const open = countItems(part.intent.items);
    if (part.phase === 'doubt') rows.inDoubt += open;
    if (part.phase === 'sent' || part.phase === 'refused' || part.phase === 'accepted') rows.pending += open;
    if (part.phase === 'split') rows.pending += unbegun(state, part);
  }
  const running = [...state.parts.values()].filter(({ phase }) => phase === 'accepted');
  const sent = rows.accepted + rows.rejected + running.reduce((sum, { intent }) => sum + countItems(intent.items), 0);
  return { rows, sent, chunks: chunks.count, split };
}

/** Items of a split part whose own parts have no INTENT yet. */
function unbegun(state: JournalState, { split }: PartState): number {
  const children = (split?.children ?? []).filter(({ part }) => !state.parts.has(part));
  return children.reduce((sum, { items }) => sum + countItems(items), 0);
}

/** Row ranges that were sent again though they may have been applied: of whole chunks, first and last row. */
export function repeatedRows({ parts }: JournalState): (readonly [number, number])[] {
  const repeated = [...parts.values()].filter(({ isRepeated }) => isRepeated);
  return repeated.map(({ intent }) => [intent.start.row + 1, intent.end.row] as const);
}

/** Throws where a row is missing or counted twice, or where the first chunk leaves out what is before it: a bug, whichever it is. */
export function assertConserved(state: JournalState, first: { readonly byte: number; readonly row: number }): void {
  const { read, accepted, rejected, inDoubt, pending } = tally(state).rows;
  if (read !== accepted + rejected + inDoubt + pending) {
    throw new Error(
      `${read} rows read, but ${accepted} accepted, ${rejected} rejected, ${inDoubt} in doubt, ${pending} pending`,
    );
  }
  if (state.chunks.count === 0) return;
  const { byte, row } = state.chunks.start(0);
  if (byte !== first.byte || row !== first.row)
    throw new Error(`the first chunk begins at byte ${byte}, row ${row + 1}, and the rows at byte ${first.byte}`);
}

/** All that a journal's state holds, as a text that can be compared. */
import { ChunkTable } from '../../src/journal/chunk-table.js';
import type { JournalState } from '../../src/journal/state.js';

export function shown(state: JournalState | undefined): string {
  return state === undefined ? 'none' : JSON.stringify(state, comparable);
}

/** Which member of an object was set first says nothing. */
function comparable(_: string, value: unknown): unknown {
  if (value instanceof ChunkTable) return [value.copy(), Buffer.from(value.columns()).toString('hex')];
  if (value instanceof Map) return [...value];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [two]) => one.localeCompare(two)));
}

/** Every rejected row, in row order: a fold of the journal and the source. Nothing of it was kept in memory while the rows went by. */
import { openChunks, type JournalState, type PartState } from '../journal/state.js';
import type { Rejection } from '../record.js';
import { countItems, itemAt } from './item-range.js';
import { noSink } from './no-sink.js';
import { recut, type Recut, type Recutting } from './recut.js';

/** Rows of which the service says only how many it refused. */
export interface UnlistedRows {
  readonly count: number;
  readonly rows: readonly [first: number, last: number];
}

/** What was rejected of one chunk. */
export interface ChunkRejections {
  readonly rejections: readonly Rejection[];
  readonly unlisted: readonly UnlistedRows[];
}

/** Chunk by chunk; those without rejections are not looked at again. Throws a BatchctlError (conflict) where the source changed. */
export async function* rejectionsOf(line: Recutting, state: JournalState): AsyncGenerator<ChunkRejections> {
  for (const chunk of openChunks(state)) {
    const parts = partsOf(state, chunk);
    const { start, end, items } = chunk.intent;
    const isClean = end.row - start.row === countItems(items) && parts.every((part) => isWhole(part));
    if (!isClean) yield collect(await recut(line, chunk.intent, noSink), parts);
  }
}

/** The row range of a part, by its first and last item. */
export function rowsOf(cut: Recut, { intent }: PartState): [first: number, last: number] {
  const last = countItems(intent.items) - 1;
  return [cut.origin(itemAt(intent.items, 0)).row, cut.origin(itemAt(intent.items, last)).row];
}

/** A chunk and whatever it was split into. */
function partsOf(state: JournalState, part: PartState): PartState[] {
  const children = (part.split?.children ?? []).flatMap((child) => state.parts.get(child.part) ?? []);
  return [part, ...children.flatMap((child) => partsOf(state, child))];
}

function isWhole({ refused, unlisted }: PartState): boolean {
  return refused.length === 0 && unlisted === 0;
}

function collect(cut: Recut, parts: readonly PartState[]): ChunkRejections {
  const byService = parts.flatMap(({ refused }) =>
    refused.map(({ index, code, message }) => ({ ...cut.origin(index), code, message })),
  );
  const rejections = [...cut.chunk.rejections, ...byService].toSorted((one, two) => one.row - two.row);
  const unlisted = parts
    .filter((part) => part.unlisted > 0)
    .map((part) => ({ count: part.unlisted, rows: rowsOf(cut, part) }));
  return { rejections, unlisted };
}

/** What the source and the plan of now say otherwise than those that a journal was begun with. */
import { cutUpTo, type JournalState } from '../journal/state.js';
import type { SourceIdentity } from '../record.js';
import { encodingNamed } from '../source/labels.js';
import type { Source } from '../source/source.js';
import type { Settings } from '../target/scope.js';
import { frozenPlan } from './frozen.js';
import type { FrozenPlan } from './plan.js';

const LINE_BREAKS: ReadonlySet<number | undefined> = new Set([10, 13]);

/** plan: the rows are read or mapped otherwise · settings: the target is told something else · source: the rows are others. */
export interface Difference {
  /** grown: it holds all of the rows that were sent, and the last one may go on. */
  readonly code: 'plan_changed' | 'settings_changed' | 'source_changed' | 'source_grown';
  readonly words: string;
}

/** What differs from what the journal was begun with, in words; undefined where going on is safe. */
export async function findDifference(
  state: JournalState,
  { frozen, source }: { readonly frozen: FrozenPlan; readonly source: Source },
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
      code: 'settings_changed',
      words: `would be sent in another way than when the import began: another ${settings.join(' and ')}`,
    };
  }
  if (isSame(state.source, now)) return undefined;
  const cut = cutUpTo(state);
  if (cut === undefined) return undefined;
  for (let chunk = 0; chunk < state.chunks.count; chunk++) {
    const [start, end] = [state.chunks.start(chunk), state.chunks.end(chunk)];
    if ((await source.crc(start.byte, end.byte)) !== state.chunks.crc(chunk)) {
      const words = `is not what the import began with: it differs in lines ${start.line + 1} to ${end.line}`;
      return { code: 'source_changed', words };
    }
  }
  // Only where the source ended has a row no line break behind it.
  const [last] = await source.range(cut.byte - 1, cut.byte);
  if (LINE_BREAKS.has(last) || (await source.range(cut.byte, cut.byte + 1)).length === 0) return undefined;
  return { code: 'source_grown', words: 'has grown, and the last row that was imported had no line break behind it' };
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
export function isSame(one: SourceIdentity, two: SourceIdentity): boolean {
  return (
    one.head !== '' &&
    one.size === two.size &&
    one.mtimeMs === two.mtimeMs &&
    one.head === two.head &&
    one.tail === two.tail
  );
}

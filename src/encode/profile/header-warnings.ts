/** What may be wrong with the names of columns, though they can be read. */
import { kindOfText } from './cell-kind.js';

export interface HeaderWarning {
  readonly code: 'name_blanks' | 'names_alike' | 'header_like_data';
  /** The names that it is about: a hundred at most. */
  readonly names: readonly string[];
}

const MOST_NAMES = 100;
/** What no name of a column looks like. */
const DATA = new Set(['int', 'number', 'zeros', 'plus', 'digits', 'datetime', 'bare-datetime', 'date', 'other-date']);

/** `hasHeader`: the names stand in the source, and aren't its first row or somebody's choice. */
export function headerWarnings(names: readonly string[], hasHeader: boolean): readonly HeaderWarning[] {
  const data = hasHeader ? names.filter(looksLikeData) : [];
  const found: HeaderWarning[] = [
    { code: 'header_like_data', names: data.length >= names.length / 2 ? data : [] },
    { code: 'name_blanks', names: names.filter((name) => name !== name.trim()) },
    { code: 'names_alike', names: alike(names) },
  ];
  return found
    .filter(({ names }) => names.length > 0)
    .map(({ code, names }) => ({ code, names: names.slice(0, MOST_NAMES) }));
}

function looksLikeData(name: string): boolean {
  return DATA.has(kindOfText(name)) || /^\S+@\S+\.\w+$/.test(name);
}

/** Names that differ only by case, blanks or how a letter with an accent is put together. */
function alike(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const plain = name.normalize('NFKC').trim().toLowerCase();
    groups.set(plain, [...(groups.get(plain) ?? []), name]);
  }
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

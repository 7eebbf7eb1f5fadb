/** Characters of what may be a slip: to compare takes as many steps as both are long. */
const LONGEST = 200;

/** The name most like `wanted`, where one is like it enough to be meant: a case, a blank or a letter or two apart. */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  const most = Math.ceil(wanted.length / 3);
  let best: { name: string; distance: number } | undefined;
  if (wanted.length > LONGEST) return undefined;
  for (const name of names) {
    // So many letters are to be dropped or inserted at least: the rest need not be compared.
    if (Math.abs(wanted.trim().length - name.trim().length) > most) continue;
    const distance = editDistance(wanted.trim().toLowerCase(), name.trim().toLowerCase());
    if (distance <= most && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** Letters to insert, drop or replace (Levenshtein). */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const swap = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(swap, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[other.length] ?? 0;
}

/** Of the names there are, when messages list them. */
const MOST_NAMED = 30;

/** `did you mean "email"? ` where a name is like the wanted one, else nothing. */
export function guessOf(wanted: string, names: readonly string[]): string {
  const similar = nearest(wanted, names);
  return similar === undefined ? '' : `did you mean ${JSON.stringify(similar)}? `;
}

/** What to say to somebody who names a column that isn't there. */
export function columnHint(wanted: string, columns: readonly string[]): string {
  const rest = columns.length > MOST_NAMED ? `, and ${columns.length - MOST_NAMED} more` : '';
  return `${guessOf(wanted, columns)}the columns are: ${columns.slice(0, MOST_NAMED).join(', ')}${rest}`;
}

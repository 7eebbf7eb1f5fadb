/** Words that mean yes or no, and whether they surely do. */

/** Each word has a bit of its own, so that a column knows which of them it has. Pairs stand side by side. */
const BOOLEANS: ReadonlyMap<string, number> = new Map(
  ['true', 'false', 'yes', 'no', 'y', 'n', 't', 'f', 'on', 'off'].map((word, index) => [word, 1 << index]),
);
const LONGEST_BOOLEAN = 5;

/** The bit of a word that says yes or no; 0 for others. */
export function booleanBit(text: string): number {
  return text.length > LONGEST_BOOLEAN ? 0 : (BOOLEANS.get(text.toLowerCase()) ?? 0);
}

/** Do the words that were seen mean yes and no for sure? A `no` alone may be Norway, and an `f` alone a sex or a grade. */
export function areBooleans(bits: number): boolean {
  if ((bits & 0b11) > 0) return true;
  for (let pair = 2; pair < BOOLEANS.size; pair += 2) if (((bits >> pair) & 0b11) === 0b11) return true;
  return false;
}

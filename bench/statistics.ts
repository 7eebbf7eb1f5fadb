/** Medians and ranges: the machine has other things to do, and a mean would tell of those. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The median of what one was of the other in the same round, so that what slowed down both counts for nothing. */
export function pairedRatio(ones: readonly number[], others: readonly number[]): number {
  return median(ones.slice(0, others.length).map((one, round) => one / (others[round] ?? NaN)));
}

/** `12 (10–15)`, with as many decimals as asked for. */
export function spread(values: readonly number[], digits: number): string {
  const show = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const middle = show(median(values));
  return values.length < 2 ? middle : `${middle} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}

/** How fast an import goes, how many rows it will have and how long that will take. */
import type { ProgressFigures } from './report.js';

/** Milliseconds after which a measurement weighs 1/e of what it did: rows settle in bursts of a whole chunk. */
const MEMORY = 10_000;
/** Seconds beyond which an estimate helps nobody. */
const LONGEST_ETA = 99 * 3600;

export interface Pace {
  /** Of this run, lately, rows that became final. */
  readonly rowsPerSecond: number;
  /** Of this run, lately, source bytes read. */
  readonly bytesPerSecond: number;
  /** All rows of the source: exact at its end, an estimate before, undefined where nothing can be said. */
  readonly totalRows: number | undefined;
  /** All bytes were read, so `totalRows` is exact. */
  readonly exact: boolean;
  /** Seconds until the last row is final, or undefined where nothing can be said. */
  readonly eta: number | undefined;
}

/** A function that takes the newest figures with the time in ms, in ascending order. The first call sets the start. */
export function createPaceMeter(): (figures: ProgressFigures, now: number) => Pace {
  let last: { figures: ProgressFigures; now: number } | undefined;
  // Sums that fade together, so that their quotient is right from the first measurement on.
  let rows = 0;
  let bytes = 0;
  let time = 0;
  return (figures, now) => {
    if (last !== undefined && now > last.now) {
      const kept = Math.exp((last.now - now) / MEMORY);
      rows = rows * kept + figures.settled - last.figures.settled;
      bytes = bytes * kept + figures.bytes - last.figures.bytes;
      time = time * kept + (now - last.now) / 1000;
    }
    if (last === undefined || now > last.now) last = { figures, now };
    return paceOf(figures, time === 0 ? 0 : rows / time, time === 0 ? 0 : bytes / time);
  };
}

function paceOf(figures: ProgressFigures, rowsPerSecond: number, bytesPerSecond: number): Pace {
  const exact = figures.totalBytes > 0 && figures.bytes >= figures.totalBytes;
  const totalRows = exact ? figures.read : estimatedRows(figures);
  const seconds = totalRows === undefined ? Number.NaN : Math.max(0, totalRows - figures.settled) / rowsPerSecond;
  return { rowsPerSecond, bytesPerSecond, totalRows, exact, eta: seconds < LONGEST_ETA ? seconds : undefined };
}

/** A source of unknown size has 0 total bytes. */
function estimatedRows({ bytes, totalBytes, read }: ProgressFigures): number | undefined {
  if (totalBytes <= 0 || bytes <= 0 || read <= 0) return undefined;
  return Math.max(read, Math.round((read * totalBytes) / bytes));
}

/** Rounded to two leading digits, as an estimate deserves. */
export function roughly(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.round(count / unit) * unit;
}

/** A source map's mappings, from where to where. */

/** A place in what was built, and the place in a source that it came from. All count from 0. */
export interface Segment {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MORE = 32;

/** In the order of what was built. Those of no source are left out. */
export function* segmentsIn(mappings: string): Generator<Segment> {
  let [source, sourceLine, sourceColumn] = [0, 0, 0];
  for (const [line, text] of mappings.split(';').entries()) {
    let column = 0;
    for (const segment of text.split(',')) {
      const [columns = 0, sources, lines = 0, sourceColumns = 0] = numbersIn(segment);
      column += columns;
      if (sources === undefined) continue;
      source += sources;
      sourceLine += lines;
      sourceColumn += sourceColumns;
      yield { line, column, source, sourceLine, sourceColumn };
    }
  }
}

/** Base 64, five bits a digit, the lowest first; the lowest bit of a number is its sign. */
function numbersIn(segment: string): number[] {
  const numbers: number[] = [];
  let [number, shift] = [0, 0];
  for (const digit of segment) {
    const value = DIGITS.indexOf(digit);
    number |= (value & (MORE - 1)) << shift;
    shift += 5;
    if (value >= MORE) continue;
    numbers.push((number & 1) === 1 ? -(number >> 1) : number >> 1);
    [number, shift] = [0, 0];
  }
  return numbers;
}

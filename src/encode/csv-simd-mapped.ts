import type { CsvShape } from './csv-shape.js';
import type { CsvScanner } from './csv-simd-scanner.js';
import type { MemoryImage } from './memory-image.js';
import type { CellAction, CellType, RowTemplate, TemplatePart } from './row-template.js';

/** As `simd/csv-mapped.as.ts` knows them. */
const CODES: Readonly<Record<'text' | 'end' | CellType, number>> = {
  text: 0,
  end: 1,
  string: 2,
  int: 3,
  number: 4,
  boolean: 5,
  datetime: 6,
};
const ACTIONS: Readonly<Record<CellAction, number>> = { value: 0, null: 1, omit: 2, refer: 3 };
const ACTION_BITS = 4;

/** Of one cell: where its text is. */
const CELL_BYTES = 8;
/** What the scanner takes for no address. */
const NONE = 0;

/** What is written of each row. */
interface Written {
  readonly template: RowTemplate;
  /** Behind it. */
  readonly separator: string;
}

/** Tells a scanner of rows that a template says. Answers how many bytes the text in one has. */
export function describeMapped(scanner: CsvScanner, image: MemoryImage, shape: CsvShape, written: Written): number {
  const { hasHeader, header } = shape;
  const { parts, nullText } = written.template;
  const whole: readonly TemplatePart[] = [...parts, { kind: 'text', text: written.separator }];
  const operations = whole.flatMap((part) => operationOf(part, image));
  const cells = image.reserve(header.length * CELL_BYTES);
  // A row with the only column's name is none that repeats the header.
  const names = hasHeader && header.length > 1 ? image.addTexts(header.map(cellBytes)) : NONE;
  const nullBytes = cellBytes(nullText ?? '');
  scanner.describeCells(cells, names);
  scanner.describeMapped(image.addNumbers(operations), whole.length, image.add(nullBytes), nullBytes.length);
  return whole.reduce((sum, part) => sum + (part.kind === 'text' ? Buffer.byteLength(part.text) : 1), 0);
}

/** A text as it stands in a cell: without quotes it has none in it, in quotes they are doubled. */
function cellBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll('"', '""'));
}

/** Four numbers: the code, and what it is about. */
function operationOf(part: TemplatePart, image: MemoryImage): readonly number[] {
  switch (part.kind) {
    case 'text':
      return textOperation(part.text, image);
    case 'comma':
      return textOperation(',', image);
    case 'end':
      return [CODES.end, part.sign.charCodeAt(0), 0, Buffer.byteLength(part.before)];
    case 'cell': {
      const actions = ACTIONS[part.whenEmpty] + 2 ** ACTION_BITS * ACTIONS[part.whenNull];
      return [CODES[part.type], part.column, actions, Buffer.byteLength(part.before)];
    }
  }
}

function textOperation(text: string, image: MemoryImage): readonly number[] {
  const bytes = Buffer.from(text);
  return [CODES.text, image.add(bytes), bytes.length, 0];
}

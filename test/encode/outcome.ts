/** What becomes of the rows of a small file, in a form that can be read at a glance. */
import assert from 'node:assert/strict';
import { createEncoder } from '../../src/encode/create.js';
import type { ItemLimits } from '../../src/encode/encoder.js';
import type { FormatChoice } from '../../src/encode/format.js';
import { detectShape } from '../../src/encode/shape.js';
import { cut, maxItemBytes } from '../support/cut.js';

const envelope = { head: '[', separator: ',', tail: ']' };

export interface Given extends FormatChoice {
  readonly limits?: Partial<ItemLimits>;
  readonly maxBytes?: number;
  /** Bytes a read. */
  readonly readBytes?: number;
}

export interface Rows {
  /** Each item's JSON text. */
  readonly items: string[];
  /** `row:line code(column) text of the row`. */
  readonly rejections: string[];
}

export function outcome(text: string | Buffer, given: Given): Rows {
  const { limits = {}, maxBytes = 100_000, readBytes = 64 } = given;
  const bytes = Buffer.from(text);
  const shape = detectShape(bytes, given, true);
  assert(shape);
  const size = { maxRows: 1000, maxBytes };
  const encoder = createEncoder(shape, {
    separator: envelope.separator,
    maxItemBytes: maxItemBytes(envelope, size),
    maxRecordBytes: 10_000,
    ...limits,
  });
  const chunks = cut({ bytes, encoder, envelope, limits: size, from: shape.first, readBytes });
  const items: string[] = [];
  const rejections: string[] = [];
  for (const { body = '[]', rejections: rejected } of chunks) {
    items.push(...splitItems(Buffer.from(body, 'latin1').toString()));
    for (const { row, line, code, column, start, end } of rejected) {
      const where = column === undefined ? '' : `(${column})`;
      rejections.push(`${row}:${line} ${code}${where} ${bytes.toString('latin1', start, end)}`);
    }
  }
  return { items, rejections };
}

/** The texts of an array's objects, as they are written. */
function splitItems(array: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let from = 1;
  for (const { 0: token, index } of array.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (token === '}' && depth === 1) {
      items.push(array.slice(from, index + 1));
      from = index + 2;
    }
  }
  return items;
}

/** The values of an item. */
export function valuesOf(item: string): unknown[] {
  const object: unknown = JSON.parse(item);
  assert(typeof object === 'object' && object !== null);
  return Object.values(object);
}

/** A CSV file's rows as their values, divided by bars. */
export function csvOutcome(text: string | Buffer, given: Partial<Given> = {}): Rows {
  const { items, rejections } = outcome(text, { name: 'rows.csv', ...given });
  return { items: items.map((item) => valuesOf(item).join('|')), rejections };
}

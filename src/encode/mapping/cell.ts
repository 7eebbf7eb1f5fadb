/** Single values of a row, as JSON text. */
import type { Fault } from '../../record.js';

/** What becomes of a value: JSON text, nothing at all, or a reason to reject its row. */
export type Converted = string | undefined | Fault;

/** Pure. Takes a value's JSON text. */
export type Convert = (json: string) => Converted;

/** What a JSON string says; undefined for any other value. */
export function textOf(json: string): string | undefined {
  if (!json.startsWith('"')) return undefined;
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);
}

/** A string's text or a number's digits as they stand; undefined for any other value. */
export function wordOf(json: string): string | undefined {
  return isNumber(json) ? json : textOf(json);
}

/** Tells a number from other JSON. */
export function isNumber(json: string): boolean {
  const sign = json.charCodeAt(0);
  return sign === MINUS || (sign >= ZERO && sign <= NINE);
}

const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** The elements of a JSON array as they are written, with the commas between them: empty for none. */
export function elementsOf(array: string): string {
  return array.slice(1, -1).trim();
}

/** Why a value doesn't fit its column. Never quotes the value: messages go where data must not. */
export function misfit(type: string, column: string, expected: string): Fault {
  return { code: `type_${type}`, message: `${column}: ${expected}`, column };
}

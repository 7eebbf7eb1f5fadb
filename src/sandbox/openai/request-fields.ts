/** Reads the fields of a JSON body, with refusals that name them. */
import type { Buffer } from 'node:buffer';
import { RequestRefusal } from '../refusal.js';

/** Seconds that a file may be kept: from an hour to 30 days. */
const SHORTEST = 3600;
const LONGEST = 2_592_000;

export type Fields = Readonly<Record<string, unknown>>;
export type Metadata = Readonly<Record<string, string>>;

/** A JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that has to be there. */
export function missing(name: string): RequestRefusal {
  const details = { code: 'missing_required_parameter', path: name };
  return new RequestRefusal(400, `Missing required parameter: '${name}'.`, details);
}

/** A field with a value that it can't have. */
export function invalid(name: string, wanted: string): RequestRefusal {
  return new RequestRefusal(400, `Invalid '${name}': expected ${wanted}.`, { code: 'invalid_value', path: name });
}

/** The body's fields. Throws RequestRefusal (400). */
export function readFields(body: Buffer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new RequestRefusal(400, 'The body is not valid JSON.');
  }
  if (isObject(value)) return value;
  throw new RequestRefusal(400, 'The body is not a JSON object.');
}

/** A string that has to be there, one of `values` where those are given. */
export function textField(fields: Fields, name: string, values?: readonly string[]): string {
  const value = fields[name];
  if (value === undefined || value === null) throw missing(name);
  if (typeof value !== 'string') throw invalid(name, 'a string');
  if (values?.includes(value) === false) throw invalid(name, `one of ${values.join(', ')}`);
  return value;
}

/** Null where it is absent or null. Throws RequestRefusal unless all values are strings. */
export function metadataField(fields: Fields): Metadata | null {
  const value = fields['metadata'];
  if (value === undefined || value === null) return null;
  if (isMetadata(value)) return value;
  throw invalid('metadata', 'an object of strings');
}

function isMetadata(value: unknown): value is Metadata {
  return isObject(value) && Object.values(value).every((entry) => typeof entry === 'string');
}

/** The seconds of an `{anchor: "created_at", seconds}`, as text or number; null where there is neither. */
export function expirySeconds(name: string, anchor: unknown, seconds: unknown): number | null {
  if (anchor === undefined && seconds === undefined) return null;
  if (anchor !== 'created_at') throw invalid(`${name}.anchor`, 'created_at');
  const count = typeof seconds === 'string' && /^\d{1,9}$/.test(seconds) ? Number(seconds) : seconds;
  if (typeof count === 'number' && Number.isInteger(count) && count >= SHORTEST && count <= LONGEST) return count;
  throw invalid(`${name}.seconds`, `a whole number from ${SHORTEST} to ${LONGEST}`);
}

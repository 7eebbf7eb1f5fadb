/** A body that Papr refuses before its handler runs: FastAPI's 422 with a list of complaints. */
import { RequestRefusal } from './refusal.js';

export type Json = Readonly<Record<string, unknown>>;

/** The way to a value, such as `['body', 'memories', 3, 'content']`. */
export type Place = readonly (string | number)[];

/** One entry of `detail`. `input` echoes what was sent. */
export interface Complaint {
  readonly loc: Place;
  readonly msg: string;
  readonly type: string;
  readonly input?: unknown;
}

/** Thrown for a body that isn't what the vendor's models describe: it is refused whole. */
export class Unprocessable extends RequestRefusal {
  readonly detail: readonly Complaint[];

  constructor(detail: readonly Complaint[]) {
    super(422, detail[0]?.msg ?? 'the body is not valid');
    this.detail = detail;
  }
}

/** Throws Unprocessable unless the list is empty. */
export function assertNone(complaints: readonly Complaint[]): void {
  if (complaints.length > 0) throw new Unprocessable(complaints);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

/** The complaint about a value that some rule doesn't hold for; none where it is absent or null. */
export function checkOptional(
  object: Json,
  place: Place,
  { name, holds, type, msg }: { name: string; holds: (value: unknown) => boolean; type: string; msg: string },
): readonly Complaint[] {
  const input = object[name] ?? null;
  return input === null || holds(input) ? [] : [{ loc: [...place, name], msg, type, input }];
}

/** The complaints about fields that have to be texts if they are there. */
export function checkTexts(object: Json, place: Place, names: readonly string[]): readonly Complaint[] {
  const rule = { holds: (value: unknown) => typeof value === 'string', type: 'string_type' };
  return names.flatMap((name) =>
    checkOptional(object, place, { ...rule, name, msg: 'Input should be a valid string' }),
  );
}

/** A field's text; null where it is absent. */
export function textOf(object: Json, name: string): string | null {
  const value = object[name];
  return typeof value === 'string' ? value : null;
}

/** A body read twice: as values, to be checked, and as places, so that what is stored is the text that was sent. */
import { isUtf8, type Buffer } from 'node:buffer';
import { eachElement, eachMember, JsonError, skipSpace, skipValue } from './json-scan.js';
import { nameOf } from './merge.js';
import { isObject, Unprocessable, type Json } from './papr-validation.js';

/** A body's object, and the source texts of the elements of one of its arrays. */
export interface ReadBody {
  readonly object: Json;
  /** Empty where the field is no array. */
  readonly texts: readonly string[];
}

/** Throws Unprocessable for a body that is no JSON or no object. */
export function readObject(body: Buffer, field: string): ReadBody {
  const texts = scan(body, field);
  const object: unknown = JSON.parse(body.toString());
  if (isObject(object)) return { object, texts };
  throw new Unprocessable([
    { loc: ['body'], msg: 'Input should be a valid dictionary', type: 'model_attributes_type' },
  ]);
}

function scan(body: Buffer, field: string): readonly string[] {
  const found = new Elements(body, field);
  try {
    if (!isUtf8(body)) throw new JsonError(0);
    const start = skipSpace(body, 0);
    const end = body[start] === 0x7b ? eachMember(body, start, found.visit) : skipValue(body, start);
    if (skipSpace(body, end) !== body.length) throw new JsonError(end);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new Unprocessable([{ loc: ['body'], msg: `JSON decode error: ${error.message}`, type: 'json_invalid' }]);
  }
  return found.texts;
}

/** Of two members of one name the last counts, as with JSON.parse. */
class Elements {
  texts: string[] = [];
  readonly #body: Buffer;
  readonly #field: string;

  constructor(body: Buffer, field: string) {
    this.#body = body;
    this.#field = field;
  }

  readonly visit = (nameStart: number, nameEnd: number, value: number): number => {
    if (nameOf(this.#body, nameStart, nameEnd) !== this.#field) return skipValue(this.#body, value, 1);
    this.texts = [];
    return this.#body[value] === 0x5b ? eachElement(this.#body, value, this.#element) : skipValue(this.#body, value, 1);
  };

  readonly #element = (start: number): number => {
    const end = skipValue(this.#body, start, 2);
    this.texts.push(this.#body.toString('utf8', start, end));
    return end;
  };
}

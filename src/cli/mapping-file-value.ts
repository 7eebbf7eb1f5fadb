/** A value in a mapping file, and where it stands there. */
import { fieldsOf } from '../encode/json-fields.js';
import { readJson } from '../encode/mapping/json-value.js';
import { guessOf } from '../nearest.js';
import { BatchctlError, messageOf, usageError } from '../errors.js';

/** All of its methods throw a BatchctlError (usage) that names the place where the value isn't what it must be. */
export class FileValue {
  /** JSON text without line breaks between its parts, every number as it is written. */
  readonly json: string;
  /** The file, and the names that lead to the value. */
  readonly #place: readonly string[];

  constructor(json: string, place: readonly string[]) {
    this.json = json;
    this.#place = place;
  }

  /** In the order of the file. Of `known`, if that is said, each must be one. */
  members(known?: readonly string[]): ReadonlyMap<string, FileValue> {
    if (!this.json.startsWith('{')) throw this.error('must be an object');
    const { names, values } = fieldsOf(this.json);
    const unknown = names.find((name) => known?.includes(name) === false);
    if (unknown !== undefined) throw this.#unknownError(unknown, known ?? []);
    return new Map(names.map((name, index) => [name, new FileValue(values[index] ?? '', [...this.#place, name])]));
  }

  text(): string {
    const value: unknown = JSON.parse(this.json);
    if (typeof value === 'string') return value;
    throw this.error('must be text');
  }

  texts(): readonly string[] {
    const value: unknown = JSON.parse(this.json);
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
    throw this.error('must be a list of texts');
  }

  flag(): boolean {
    if (this.json === 'true' || this.json === 'false') return this.json === 'true';
    throw this.error('must be true or false');
  }

  oneOf<Word extends string>(words: readonly Word[]): Word {
    const text = this.text();
    const word = words.find((word) => word === text);
    if (word !== undefined) return word;
    throw this.error(`must be one of ${words.join(', ')}`, guessOf(text, words).trim() || undefined);
  }

  /** `text`, usually its own, if `check` doesn't throw for it. */
  checked(check: (text: string) => unknown, text = this.text()): string {
    try {
      check(text);
    } catch (error) {
      const hint = error instanceof BatchctlError ? error.hint : undefined;
      throw this.error(`can't be: ${messageOf(error)}`, hint);
    }
    return text;
  }

  error(what: string, hint?: string): Error {
    const [file, ...names] = this.#place;
    const place = names
      .map((name) => JSON.stringify(name))
      .toReversed()
      .join(' in ');
    return usageError('mapping_invalid', `--mapping ${file}: ${place === '' ? 'it' : place} ${what}`, hint);
  }

  #unknownError(name: string, known: readonly string[]): Error {
    return this.error(
      `has ${JSON.stringify(name)}, which means nothing there`,
      guessOf(name, known).trim() || `known: ${known.join(', ')}`,
    );
  }
}

/** A file's text as JSON; a byte order mark in front is passed over. */
export function fileValue(file: string, text: string): FileValue {
  const read = readJson(text.replace(/^\uFEFF/, ''));
  if ('json' in read) return new FileValue(read.json, [file]);
  throw usageError('mapping_invalid', `--mapping ${file}: ${read.problem}`);
}

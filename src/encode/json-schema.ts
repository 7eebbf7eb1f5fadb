/** JSON Schemas: the only door to ajv, which is loaded when a schema is. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AnySchema, ErrorObject, Options, ValidateFunction } from 'ajv';
import { messageOf, usageError } from '../errors.js';
import type { Fault } from '../record.js';

export interface LoadedSchema {
  /** Of the file, hex. */
  readonly sha256: string;
  /** Pure. Takes an item's JSON text. Numbers are compared as doubles, though they are sent as they are written. */
  readonly check: (item: string) => Fault | undefined;
}

/** Words that ajv doesn't know are passed over without a word; a format that it doesn't know would check nothing, and is an error. */
const OPTIONS: Options = { strict: false, strictSchema: 'log', logger: false, ownProperties: true };

const DRAFT_7 = /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/;
const DRAFT_2020 = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/**
 * Reads a JSON Schema of draft 2020-12, or 7 where its `$schema` says so. Nothing is ever fetched: what it refers to must stand in it.
 * Throws a BatchctlError (usage) that names the file for whatever is wrong with it.
 */
export async function loadSchema(path: string): Promise<LoadedSchema> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw schemaError(path, messageOf(cause));
  });
  const validate = await compile(path, schemaIn(path, bytes.toString()));
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    check: (item) => (isValid(path, validate, item) ? undefined : schemaFault(validate.errors ?? [])),
  };
}

/** A schema that refers to itself before it has looked at anything never ends, and is found out only here. */
function isValid(path: string, validate: ValidateFunction, item: string): boolean {
  try {
    return validate(JSON.parse(item));
  } catch (cause) {
    throw schemaError(path, `it can't be applied: ${messageOf(cause)}`);
  }
}

function schemaIn(path: string, text: string): AnySchema {
  let schema: unknown;
  try {
    schema = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw schemaError(path, 'it is not JSON');
  }
  if (!isSchema(schema)) throw schemaError(path, 'a schema is an object, true or false');
  // A word of ajv's own, in no draft: what is checked with it is done only later, and until then passes for sound.
  if (typeof schema === 'object' && '$async' in schema) throw schemaError(path, '$async is no word of JSON Schema');
  return schema;
}

function isSchema(value: unknown): value is AnySchema {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

async function compile(path: string, schema: AnySchema): Promise<ValidateFunction> {
  const { default: formats } = await import('ajv-formats');
  const ajv = isDraft7(path, schema)
    ? new (await import('ajv')).Ajv(OPTIONS)
    : new (await import('ajv/dist/2020.js')).Ajv2020(OPTIONS);
  formats.default(ajv);
  try {
    return ajv.compile(schema);
  } catch (cause) {
    const hint = 'what a $ref names must stand in the file itself, in $defs: nothing is fetched';
    throw schemaError(path, messageOf(cause), /can't resolve reference/.test(messageOf(cause)) ? hint : undefined);
  }
}

function isDraft7(path: string, schema: AnySchema): boolean {
  const draft: unknown = typeof schema === 'object' ? schema['$schema'] : undefined;
  if (draft === undefined) return false;
  const name = typeof draft === 'string' ? draft : '';
  if (DRAFT_7.test(name)) return true;
  if (DRAFT_2020.test(name)) return false;
  throw schemaError(path, '$schema is neither draft 2020-12 nor draft 7');
}

function schemaError(path: string, what: string, hint?: string): Error {
  return usageError('schema_invalid', `--schema ${path}: ${what}`, hint);
}

/** In ajv's words, which come from the schema alone, and by JSON pointer. */
function schemaFault(errors: readonly ErrorObject[]): Fault {
  // Of alternatives the last error says that none fits; those before it are about one of them.
  const error = errors.at(-1);
  const extra: unknown = error?.params['additionalProperty'] ?? error?.params['unevaluatedProperty'];
  const name = typeof extra === 'string' ? `: ${JSON.stringify(extra)}` : '';
  const place = error === undefined || error.instancePath === '' ? 'the item' : error.instancePath;
  return { code: 'schema', message: `${place} ${error?.message ?? 'does not fit'}${name}` };
}

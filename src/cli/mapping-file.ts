/** Mapping files: how a file is read, and what its rows become, as JSON that people write too. */
import { readFile } from 'node:fs/promises';
import { loadSchema } from '../encode/json-schema.js';
import { parsePath } from '../encode/mapping/field-path.js';
import { FIELD_TYPES, type EmptyPolicy, type Mapping, type Move } from '../encode/mapping/mapping.js';
import { wholeMapping } from '../encode/mapping/merge.js';
import { zoneOf } from '../encode/mapping/zone.js';
import { messageOf, usageError } from '../errors.js';
import { fileValue, type FileValue } from './mapping-file-value.js';

/** How a file is read: the flags of these names. */
export interface ReadSettings {
  readonly format?: 'csv' | 'tsv' | 'ndjson';
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  readonly encoding?: string;
  readonly columns?: readonly string[];
  /** False where the file has no header line. */
  readonly header?: boolean;
}

export interface MappingFile {
  readonly read: ReadSettings;
  readonly mapping: Mapping;
}

/** Of the file's own format. */
const VERSION = '1';

const KEYS = ['batchctl', 'read', 'map', 'set', 'types', 'pick', 'drop', 'null', 'empty', 'timezone', 'schema'];
const READ_KEYS = ['format', 'delimiter', 'quote', 'escape', 'comment', 'encoding', 'columns', 'header'];
const FORMATS = ['csv', 'tsv', 'ndjson'] as const;
const EMPTY: readonly EmptyPolicy[] = ['text', 'null', 'omit'];

/** The file that `--mapping` names; undefined where there is none. Throws as `readMappingFile` does. */
export async function namedMapping(path: string | undefined): Promise<MappingFile | undefined> {
  return path === undefined ? undefined : await readMappingFile(path);
}

/** The path of its schema is taken from where the program runs, as in a flag. Throws a BatchctlError (usage) that names file and place. */
export async function readMappingFile(path: string): Promise<MappingFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw usageError('mapping_unreadable', `--mapping ${path}: ${messageOf(cause)}`);
  });
  const file = fileValue(path, text);
  const members = file.members(KEYS);
  if (members.get('batchctl')?.json !== VERSION) {
    throw file.error(`must have "batchctl": ${VERSION}, the version of the file's format`);
  }
  return { read: readSettings(members.get('read')), mapping: await mappingIn(members) };
}

function readSettings(settings: FileValue | undefined): ReadSettings {
  const members = settings?.members(READ_KEYS);
  const format = members?.get('format')?.oneOf(FORMATS);
  const columns = members?.get('columns')?.texts();
  const header = members?.get('header')?.flag();
  const texts = ['delimiter', 'quote', 'escape', 'comment', 'encoding'].flatMap((name) => {
    const value = members?.get(name)?.text();
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...(format !== undefined && { format }),
    ...Object.fromEntries(texts),
    ...(columns !== undefined && { columns }),
    ...(header !== undefined && { header }),
  };
}

async function mappingIn(members: ReadonlyMap<string, FileValue>): Promise<Mapping> {
  const entries = (name: string) => [...(members.get(name)?.members() ?? [])];
  const schema = members.get('schema')?.text();
  return wholeMapping({
    ...blanksIn(members),
    map: entries('map').flatMap(([to, from]) => movesIn(to, from)),
    set: entries('set').map(([to, value]) => ({ to: value.checked(parsePath, to), json: value.json })),
    types: entries('types').map(([column, type]) => ({ column, type: type.oneOf(FIELD_TYPES) })),
    pick: members.get('pick')?.texts() ?? null,
    drop: members.get('drop')?.texts() ?? [],
    schema: schema === undefined ? null : await schemaOf(schema),
  });
}

/** A schema as a mapping names it. Throws as `loadSchema` does. */
export async function schemaOf(path: string): Promise<Mapping['schema']> {
  return { path, sha256: (await loadSchema(path)).sha256 };
}

/** What is said about values that don't say all. */
function blanksIn(members: ReadonlyMap<string, FileValue>): Pick<Mapping, 'timezone' | 'nullText' | 'empty'> {
  const timezone = members.get('timezone');
  return {
    timezone: timezone === undefined ? null : timezone.checked(zoneOf),
    nullText: members.get('null')?.text() ?? null,
    empty: members.get('empty')?.oneOf(EMPTY) ?? 'text',
  };
}

/** One column, or for a list several. */
function movesIn(to: string, value: FileValue): Move[] {
  const columns = value.json.startsWith('[') ? value.texts() : [value.text()];
  return columns.map((from) => ({ to: value.checked(parsePath, to), from }));
}

/** What `readMappingFile` reads as the same: a mapping as flags or a file say it. Ends with a line break. */
export function mappingFileText(read: ReadSettings, mapping: Mapping): string {
  const { map, set, pick, drop, types, timezone, nullText, empty, schema } = wholeMapping(mapping);
  const members: [name: string, json: string | undefined][] = [
    ['batchctl', VERSION],
    ['read', objectText(Object.entries(read).map(([name, value]) => [name, JSON.stringify(value)]))],
    ['map', objectText(columnsByPlace(map))],
    ['set', set.length === 0 ? undefined : objectText(set.map(({ to, json }) => [to, json]))],
    ['types', objectText(types.map(({ column, type }) => [column, JSON.stringify(type)]))],
    ['pick', pick === null ? undefined : JSON.stringify(pick)],
    ['drop', drop.length === 0 ? undefined : JSON.stringify(drop)],
    ['null', nullText === null ? undefined : JSON.stringify(nullText)],
    ['empty', empty === 'text' ? undefined : JSON.stringify(empty)],
    ['timezone', timezone === null ? undefined : JSON.stringify(timezone)],
    ['schema', schema === null ? undefined : JSON.stringify(schema.path)],
  ];
  const said = members.flatMap(([name, json]) => (json === undefined ? [] : [`  ${JSON.stringify(name)}: ${json}`]));
  return `{\n${said.join(',\n')}\n}\n`;
}

/** The column that goes to each place; where that is a list, there may be several. */
function columnsByPlace(map: readonly Move[]): [to: string, json: string][] {
  return [...new Set(map.map(({ to }) => to))].map((to) => {
    const columns = map.filter((move) => move.to === to).map(({ from }) => from);
    return [to, JSON.stringify(columns.length === 1 ? columns[0] : columns)];
  });
}

function objectText(members: readonly (readonly [name: string, json: string])[]): string {
  if (members.length === 0) return '{}';
  return `{\n${members.map(([name, json]) => `    ${JSON.stringify(name)}: ${json}`).join(',\n')}\n  }`;
}

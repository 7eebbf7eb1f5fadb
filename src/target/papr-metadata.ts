/** What stands beside a memory's content. */
import type { Fault, Fields } from '../record.js';
import { membersIn } from './object-members.js';

/** Columns that have a place of their own in a memory's metadata; all others go to `customMetadata`. */
export const PLACES = ['topics', 'hierarchical_structures'];

/** What batchctl itself says of each memory, and the place of the custom fields. */
const RESERVED: ReadonlySet<string> = new Set([
  'metadata.idempotency_key',
  'metadata.customMetadata',
  'metadata.customMetadata.batchctl_row',
]);

/** Two texts that only batchctl writes. */
interface OwnMarks {
  readonly key: string;
  readonly row: string;
}

interface Entry {
  readonly name: string;
  readonly json: string;
  readonly isCustom: boolean;
  /** As messages name it. */
  readonly column: string;
}

/**
 * The metadata as JSON text, of all fields but the content. Members of a field `metadata` that is an object go where they would
 * stand in it; what goes to one place twice, or where batchctl writes, is a fault.
 */
export function metadataText({ names, values }: Fields, { key, row }: OwnMarks): string | Fault {
  const custom: string[] = [];
  const places: string[] = [];
  const taken = new Set(RESERVED);
  for (const entry of names.flatMap((name, index) => entriesOf(name, values[index] ?? 'null'))) {
    const text = entry.isCustom || !PLACES.includes(entry.name) ? flat(entry) : placed(entry);
    if (typeof text !== 'string') return text;
    if (text === '') continue;
    const place = `metadata.${entry.isCustom ? 'customMetadata.' : ''}${entry.name}`;
    if (taken.has(place)) return conflict(entry, place);
    taken.add(place);
    (entry.isCustom ? custom : places).push(`${JSON.stringify(entry.name)}:${text}`);
  }
  const all = [...custom, `"batchctl_row":${JSON.stringify(row)}`].join(',');
  const own = [`"idempotency_key":${JSON.stringify(key)}`, ...places, `"customMetadata":{${all}}`];
  return `{${own.join(',')}}`;
}

function entriesOf(name: string, json: string): Entry[] {
  if (name !== 'metadata' || !json.startsWith('{'))
    return [{ name, json, isCustom: !PLACES.includes(name), column: name }];
  return membersIn(json).flatMap(([inner, value]): Entry[] => {
    const column = `metadata.${inner}`;
    if (inner !== 'customMetadata' || !value.startsWith('{'))
      return [{ name: inner, json: value, isCustom: false, column }];
    return membersIn(value).map(([name, json]) => ({ name, json, isCustom: true, column: `${column}.${name}` }));
  });
}

function conflict({ column }: Entry, place: string): Fault {
  const why = RESERVED.has(place) ? 'batchctl itself writes this one' : `${place} has two values`;
  return { code: 'metadata_conflict', message: `${column}: ${why}`, column };
}

/** Topics are a list, or text divided by `|` or `,`. An empty cell says nothing, and is left out. */
function placed({ name, json, column }: Entry): string | Fault {
  const value: unknown = JSON.parse(json);
  if (value === null || value === '') return '';
  if (name === 'hierarchical_structures' && typeof value === 'string') return json;
  const list = typeof value === 'string' ? divided(value) : value;
  if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) return JSON.stringify(list);
  return { code: 'list_expected', message: `${column}: neither text nor a list of texts`, column };
}

function divided(text: string): readonly string[] {
  const topics = text.split(text.includes('|') ? '|' : ',').map((topic) => topic.trim());
  return topics.filter((topic) => topic !== '');
}

/** The service takes texts, numbers, booleans and lists of texts, and refuses a whole batch for anything deeper. */
function flat({ json, column }: Entry): string | Fault {
  if (json === 'null') return '';
  const value: unknown = json.startsWith('{') || json.startsWith('[') ? JSON.parse(json) : '';
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  if (value === '' || isList) return json;
  return {
    code: 'nested_metadata',
    message: `${column}: objects and mixed lists can't be metadata of a memory`,
    column,
  };
}

/** The flags that say what is to be done to rows before they are sent. */
import { InvalidArgumentError, Option } from 'commander';
import { divideAtEquals, parsePath } from '../encode/mapping/field-path.js';
import { readJson } from '../encode/mapping/json-value.js';
import {
  FIELD_TYPES,
  PLAIN,
  type Constant,
  type EmptyPolicy,
  type Mapping,
  type Move,
  type TypedColumn,
} from '../encode/mapping/mapping.js';
import { mergeMappings } from '../encode/mapping/merge.js';
import { zoneOf } from '../encode/mapping/zone.js';
import { BatchctlError, messageOf } from '../errors.js';
import { schemaOf } from './mapping-file.js';
import { names } from './values.js';

/** As commander gives them; a flag that may be said again has everything that was said. */
export interface MappingFlags {
  readonly mapping?: string;
  readonly map?: readonly Move[];
  readonly set?: readonly Constant[];
  readonly type?: readonly TypedColumn[];
  readonly pick?: readonly string[];
  readonly drop?: readonly string[];
  readonly timezone?: string;
  readonly null?: string;
  readonly empty?: EmptyPolicy;
  readonly schema?: string;
}

/** Made anew by every call. */
export function mappingOptions(): Option[] {
  return [
    new Option('--mapping <path>', 'a file that says what these flags say, such as inspect --save writes'),
    new Option('--map <to=from>', 'a column under another name: email=mail, address.city=town, tags[]=tag').argParser(
      collected((text) => [moveIn(text)]),
    ),
    new Option('--set <to=text>', 'the same in every row; to:=JSON for what is no text').argParser(
      collected((text) => [constantIn(text)]),
    ),
    new Option('--type <column=type>', `divided by commas: ${FIELD_TYPES.join(', ')}`).argParser(collected(typesIn)),
    new Option('--pick <columns>', 'only these columns, and mapped ones').argParser(collected(columnsIn)),
    new Option('--drop <columns>', 'without these columns').argParser(collected(columnsIn)),
    new Option('--timezone <zone>', 'of datetimes that do not say: Europe/Berlin, +02:00 or Z').argParser(zone),
    new Option('--null <text>', 'what stands for null, such as NULL'),
    new Option('--empty <what>', 'what empty cells are; default: text').choices(['text', 'null', 'omit']),
    new Option('--schema <path>', 'a JSON Schema that items must fit'),
  ];
}

/** What flags and, under them, a mapping file's mapping say together; null where nothing is said. Throws a BatchctlError (usage). */
export async function mappingOf(flags: MappingFlags, under: Mapping | undefined): Promise<Mapping | null> {
  const { map, set, type, pick, drop, timezone, null: nullText, empty, schema } = flags;
  const said = [under, map, set, type, pick, drop, timezone, nullText, empty, schema];
  if (said.every((value) => value === undefined)) return null;
  return mergeMappings(under ?? PLAIN, {
    ...(map !== undefined && { map }),
    ...(set !== undefined && { set }),
    ...(type !== undefined && { types: type }),
    ...(pick !== undefined && { pick }),
    ...(drop !== undefined && { drop }),
    ...(timezone !== undefined && { timezone }),
    ...(nullText !== undefined && { nullText }),
    ...(empty !== undefined && { empty }),
    ...(schema !== undefined && { schema: await schemaOf(schema) }),
  });
}

/** For a flag that may be said again. */
function collected<Entry>(parse: (text: string) => readonly Entry[]) {
  return (text: string, before: readonly Entry[] = []): readonly Entry[] => [...before, ...parse(text)];
}

function moveIn(text: string): Move {
  const [to, from] = divideAtEquals(text) ?? [];
  if (to === undefined || from === undefined || from === '') {
    throw new InvalidArgumentError('It must be to=from: the new name, and the column that goes there.');
  }
  return { to: path(to), from };
}

/** `to:=` with a colon that isn't escaped. */
const WITH_JSON = /^(?:[^\\]|\\.)*?:$/s;

function constantIn(text: string): Constant {
  const [to, value] = divideAtEquals(text) ?? [];
  if (to === undefined || value === undefined) {
    throw new InvalidArgumentError('It must be to=text, or to:=JSON.');
  }
  if (!WITH_JSON.test(to)) return { to: path(to), json: JSON.stringify(value) };
  const read = readJson(value);
  if ('json' in read) return { to: path(to.slice(0, -1)), json: read.json };
  throw new InvalidArgumentError(`What stands behind := must be JSON; it is ${read.problem}.`);
}

function typesIn(text: string): TypedColumn[] {
  return columnsIn(text).map((entry) => {
    const equals = entry.lastIndexOf('=');
    const type = FIELD_TYPES.find((type) => type === entry.slice(equals + 1));
    if (equals >= 1 && type !== undefined) return { column: entry.slice(0, equals), type };
    throw new InvalidArgumentError(`It must be column=type, divided by commas; types: ${FIELD_TYPES.join(', ')}.`);
  });
}

function columnsIn(text: string): readonly string[] {
  const columns = names(text);
  if (!columns.includes('')) return columns;
  throw new InvalidArgumentError('It must be names divided by commas, none of them empty.');
}

function path(text: string): string {
  return sound(text, parsePath);
}

function zone(text: string): string {
  return sound(text, zoneOf);
}

/** Throws what `check` finds as commander wants it, which names the flag. */
function sound(text: string, check: (text: string) => unknown): string {
  try {
    check(text);
  } catch (error) {
    const hint = error instanceof BatchctlError && error.hint !== undefined ? ` (${error.hint})` : '';
    throw new InvalidArgumentError(`${messageOf(error)}${hint}`);
  }
  return text;
}

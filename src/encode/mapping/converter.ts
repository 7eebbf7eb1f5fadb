/** What happens to the values of one column. */
import { misfit, textOf, type Convert } from './cell.js';
import { toDatetime } from './datetime.js';
import type { FieldType, Mapping } from './mapping.js';
import { toBoolean, toInt, toJson, toList, toNumber, toText } from './plain-types.js';
import { zoneOf, type Zone } from './zone.js';

/** Undefined: values of this column stay as they are. */
export type Converters = (column: string) => Convert | undefined;

/** Throws a BatchctlError (usage) for a time zone that there isn't. */
export function convertersOf(mapping: Mapping): Converters {
  const zone = mapping.timezone === null ? null : zoneOf(mapping.timezone);
  const types = new Map(mapping.types.map(({ column, type }) => [column, type]));
  const blank = blankConverter(mapping);
  return (column) => {
    const type = types.get(column);
    if (type === undefined) return blank;
    const typed = unlessBlank(type, column, TYPES[type](column, zone));
    return blank === undefined ? typed : (json) => then(blank(json), typed);
  };
}

/** Types that have empty text among their values, or read it as something. */
const TAKE_EMPTY: ReadonlySet<FieldType> = new Set(['string', 'json', 'list']);

/** Null is of every type. */
function unlessBlank(type: FieldType, column: string, convert: Convert): Convert {
  const fault = misfit(type, column, 'empty, and --empty null or --empty omit must say what that means');
  const isStrict = !TAKE_EMPTY.has(type);
  return (json) => {
    if (json === 'null') return json;
    return isStrict && json === '""' ? fault : convert(json);
  };
}

const TYPES: Readonly<Record<FieldType, (column: string, zone: Zone | null) => Convert>> = {
  string: toText,
  int: toInt,
  number: toNumber,
  boolean: toBoolean,
  datetime: toDatetime,
  json: toJson,
  list: toList,
};

/** What text becomes that says nothing. */
function blankConverter({ nullText, empty }: Mapping): Convert | undefined {
  if (nullText === null && empty === 'text') return undefined;
  return (json) => {
    const text = textOf(json);
    if (text === undefined) return json;
    if (text === nullText) return 'null';
    if (text !== '' || empty === 'text') return json;
    return empty === 'null' ? 'null' : undefined;
  };
}

function then(value: ReturnType<Convert>, next: Convert): ReturnType<Convert> {
  return typeof value === 'string' ? next(value) : value;
}

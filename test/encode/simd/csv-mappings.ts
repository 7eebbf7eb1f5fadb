/** Mappings at random, over columns of these names: everything that a template can say, and some that it can't. */
import { compileMapping } from '../../../src/encode/mapping/compile.js';
import { PLAIN, type FieldType, type Mapping } from '../../../src/encode/mapping/mapping.js';
import type { Chance } from './chance.js';

const PLACES = [
  'x',
  'a',
  'id',
  'naïve "n"',
  'address.city',
  'address.zip',
  'address.geo.lat',
  'tags[]',
  'tags[]',
  'address.lines[]',
  'd\\.ot',
  'a name of more than sixteen bytes, too',
];
const CONSTANTS = [
  '"back\\"fill"',
  'null',
  '""',
  '-1.50',
  'true',
  '{"a":[1, 2]}',
  '["x", "é"]',
  '[ ]',
  '"💶 and more"',
];
const TYPES: readonly FieldType[] = ['string', 'int', 'int', 'number', 'number', 'boolean', 'boolean', 'datetime'];
const PARSED: readonly FieldType[] = ['json', 'list'];
const NULLS = [
  null,
  null,
  null,
  'NULL',
  'a',
  '',
  '\\N',
  'n"q',
  '"',
  '0',
  '2024-02-29T00:00:00Z',
  'fifteen letters and more',
];

function some<T>(chance: Chance, list: readonly T[], oneIn: number): T[] {
  return list.filter(() => chance.oneIn(oneIn));
}

function attempt(chance: Chance, names: readonly string[]): Mapping {
  const moves = [...some(chance, names, 3), ...some(chance, names, 6)];
  const sets = some(chance, PLACES, chance.pick([3, 8, 100]));
  const typed = some(chance, names, 2);
  const parsed = chance.oneIn(20) ? PARSED : TYPES;
  return {
    ...PLAIN,
    map: moves.map((from) => ({ to: chance.pick(PLACES), from })),
    set: sets.map((to) => ({ to, json: chance.pick(CONSTANTS) })),
    pick: chance.oneIn(4) ? some(chance, names, 2) : null,
    drop: some(chance, names, chance.pick([4, 100])),
    types: typed.map((column) => ({ column, type: chance.pick(parsed) })),
    timezone: chance.oneIn(4) ? '+02:00' : null,
    nullText: chance.pick(NULLS),
    empty: chance.pick(['text', 'null', 'omit', 'omit']),
  };
}

/** One that can be: most at random put two values at one place. */
export function mappingAtRandom(chance: Chance, names: readonly string[]): Mapping {
  for (let times = 0; times < 20; times++) {
    const mapping = attempt(chance, names);
    if (isSound(mapping, names)) return mapping;
  }
  return PLAIN;
}

function isSound(mapping: Mapping, names: readonly string[]): boolean {
  try {
    compileMapping(mapping, names);
    return true;
  } catch {
    return false;
  }
}

const INTS = ['0', '7', '-12', '+5', '-0', '9007199254740993', '123456789012345678901234567890', '10'];
const NOT_INTS = ['007', '+', '-', '--1', '+-1', '1 ', ' 1', '1\n', '1.0', '1,5', '٣', '-01'];
const NUMBERS = [...INTS, '1.50', '-0.5', '1e5', '1E-07', '12.30e+5', '0.000', '1.0'];
const NOT_NUMBERS = [
  '.5',
  '-.5',
  '+.5',
  '1.',
  '1e',
  '1e+',
  'e5',
  '0x1',
  '00.5',
  '1.2.3',
  '1e5.5',
  'NaN',
  '+-.5',
  '1_0',
];
const BOOLEANS = ['true', 'false', 'TRUE', 'False', 't', 'F', 'yes', 'No', 'y', 'N', 'on', 'oFF', '1', '0'];
const NOT_BOOLEANS = ['t\0', 'tru', 'trues', ' true', '\u0011', '\u0010', 'ye', '2', 'of', 'wahr', 'onn', '\0'];
const DATETIMES = [
  '2024-05-31T08:30:00Z',
  '2024-02-29 23:59:59.123456789+14:00',
  '2000-02-29t00:00:00-00:30',
  '0000-12-31T00:00:00.0Z',
  '1999-01-30 12:00:00Z',
  '2024-11-30T19:05:09-09:30',
];
const NOT_DATETIMES = [
  '2024-05-31',
  '2024-05-31T08:30:00',
  '2024-05-31T08:30Z',
  '2024-05-31 08:30:00 Z',
  '2024-05-31T08:30:00z',
  '2024-05-31T08:30:00,5Z',
  '2024-05-31T08:30:00.Z',
  '2024-05-31T08:30:00+02',
  '2024-05-31T08:30:00+0200',
  '2024-05-31T08:30:00+24:00',
  '2024-05-31T08:30:00+02:60',
  '2024-05-31T24:00:00Z',
  '2024-05-31T08:60:00Z',
  '2024-05-31T08:30:60Z',
  '2024-06-31T08:30:00Z',
  '2024-09-31T08:30:00Z',
  '2023-02-29T08:30:00Z',
  '1900-02-29T08:30:00Z',
  '2024-00-10T08:30:00Z',
  '2024-13-10T08:30:00Z',
  '2024-05-00T08:30:00Z',
  '2024-05-32T08:30:00Z',
  '2024/05/31T08:30:00Z',
  '2024-05-31T08:30:00Zx',
  '2024-05-31T08:30:00+02:00:00',
  '2024-05-31T08.30.00Z',
  '2024-05-31_08:30:00Z',
  '2024-05-31T08:30:00',
  'x024-05-31T08:30:00Z',
];

/** Per type: values that are written without being parsed, and others. */
export const VALUES: Readonly<Record<FieldType, readonly [regular: readonly string[], others: readonly string[]]>> = {
  string: [['a', '00017', '', 'né "x"'], ['\\']],
  int: [INTS, NOT_INTS],
  number: [NUMBERS, NOT_NUMBERS],
  boolean: [BOOLEANS, NOT_BOOLEANS],
  datetime: [DATETIMES, NOT_DATETIMES],
  json: [
    ['{"a":"b"}', '[1,2]', '1.50', 'null', ''],
    ['{', '{"a":1,"a":2}'],
  ],
  list: [
    ['a|b', 'a, b', '', '1'],
    ['|', ','],
  ],
};

/** A cell of a column of this type: mostly one of its values, else one of whatever type, what means null, or nothing. */
export function typedValue(chance: Chance, type: FieldType, nullText: string | null): string {
  const [regular, others] = VALUES[type];
  if (chance.oneIn(12)) return nullText ?? 'NULL';
  if (chance.oneIn(12)) return '';
  if (chance.oneIn(60)) return chance.pick(others);
  if (chance.oneIn(60)) return chance.pick(VALUES[chance.pick(TYPES)].flat());
  return chance.pick(regular);
}

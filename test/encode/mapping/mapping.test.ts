/** Names, paths and constants: where values go, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping, mappedNames } from '../../../src/encode/mapping/compile.js';
import { mapCsv, mapJson, mappingFrom, type Short } from './mapped.js';

const ROW = { id: '7', mail: 'ada@example.com', town: 'Bath', zip: 'BA1', tag: 'x' };

/** A mapping of `ROW`, and the item. */
const ITEMS: readonly (readonly [what: string, short: Short, item: string])[] = [
  ['nothing is changed', {}, '{"id":"7","mail":"ada@example.com","town":"Bath","zip":"BA1","tag":"x"}'],
  [
    'a new name stands where the column stood',
    { map: [['email', 'mail']] },
    '{"id":"7","email":"ada@example.com","town":"Bath","zip":"BA1","tag":"x"}',
  ],
  [
    'names change places',
    {
      pick: [],
      map: [
        ['town', 'zip'],
        ['zip', 'town'],
      ],
    },
    '{"zip":"Bath","town":"BA1"}',
  ],
  [
    'a column goes to two places',
    {
      pick: ['id'],
      map: [
        ['b', 'mail'],
        ['a', 'mail'],
      ],
    },
    '{"id":"7","b":"ada@example.com","a":"ada@example.com"}',
  ],
  [
    'an object stands where its first member stood',
    {
      map: [
        ['address.zip', 'zip'],
        ['address.city', 'town'],
      ],
    },
    '{"id":"7","mail":"ada@example.com","address":{"city":"Bath","zip":"BA1"},"tag":"x"}',
  ],
  [
    'elements stand in the order of the mapping, the list where its first one stood',
    {
      map: [
        ['m.tags[]', 'tag'],
        ['m.tags[]', 'id'],
      ],
      drop: ['mail', 'town', 'zip'],
    },
    '{"m":{"tags":["x","7"]}}',
  ],
  [
    'signs that are part of a name',
    { pick: [], map: [[String.raw`a\.b\[\]\\c\=d\:`, 'id']] },
    String.raw`{"a.b[]\\c=d:":"7"}`,
  ],
  ['a name with colons and blanks', { pick: [], map: [['dc:title (en)', 'id']] }, '{"dc:title (en)":"7"}'],
  ['only some columns, in the order of the source', { pick: ['zip', 'id'] }, '{"id":"7","zip":"BA1"}'],
  [
    'a column that is picked and mapped is there once',
    { pick: ['id', 'zip'], map: [['code', 'zip']] },
    '{"id":"7","code":"BA1"}',
  ],
  ['dropped wins over picked', { pick: ['id', 'zip'], drop: ['zip'] }, '{"id":"7"}'],
  [
    'constants stand behind',
    {
      pick: ['id'],
      set: [
        ['a', '"x"'],
        ['b.c', '1.10'],
        ['b.d', 'null'],
      ],
    },
    '{"id":"7","a":"x","b":{"c":1.10,"d":null}}',
  ],
  [
    'a constant in the place of a dropped column',
    { pick: ['id'], drop: ['tag'], set: [['tag', '[]']] },
    '{"id":"7","tag":[]}',
  ],
  [
    'constants as last elements of a list',
    {
      pick: [],
      map: [['t[]', 'tag']],
      set: [
        ['t[]', '"y"'],
        ['t[]', '["z",["w"]]'],
      ],
    },
    '{"t":["x","y","z",["w"]]}',
  ],
  [
    'a list of typed text',
    {
      pick: [],
      map: [
        ['t[]', 'mail'],
        ['t[]', 'tag'],
      ],
      types: { mail: 'list' },
    },
    '{"t":["ada@example.com","x"]}',
  ],
  ['the type goes with the column', { pick: [], map: [['n.id', 'id']], types: { id: 'int' } }, '{"n":{"id":7}}'],
  [
    '__proto__ is a name',
    {
      pick: [],
      map: [
        ['__proto__.__proto__', 'id'],
        ['constructor', 'zip'],
      ],
    },
    '{"__proto__":{"__proto__":"7"},"constructor":"BA1"}',
  ],
];

for (const [what, short, item] of ITEMS) {
  test(what, () => {
    assert.equal(mapCsv(short, ROW), item);
    assert.equal(mapJson(short, JSON.stringify(ROW)), item);
    const columns = Object.keys(ROW);
    const names = [...item.matchAll(/(?<=^\{|,)"/g)].length === 0 ? [] : Object.keys(JSON.parse(item));
    const mapped = mappedNames(mappingFrom(short), columns);
    assert.deepEqual(
      mapped.filter((name) => name !== '__proto__'),
      names.filter((name) => name !== '__proto__'),
    );
  });
}

/** A mapping, a line of NDJSON, and the item or the code of what is wrong with the row. */
const LINES: readonly (readonly [what: string, short: Short, line: string, item: string])[] = [
  [
    'what a row has not is not set',
    {
      map: [
        ['email', 'mail'],
        ['t[]', 'tag'],
        ['a.b', 'c'],
      ],
    },
    '{"id":1}',
    '{"id":1}',
  ],
  [
    'numbers keep their digits',
    { map: [['b', 'a']] },
    '{"a":1.10,"c":12345678901234567890}',
    '{"b":1.10,"c":12345678901234567890}',
  ],
  [
    'a member further in moves out',
    { map: [['email', 'user.email']] },
    '{"id":1,"user":{"email":"x", "n":1.0},"z":2}',
    '{"id":1,"user":{"n":1.0},"email":"x","z":2}',
  ],
  [
    'a name with a dot goes first',
    { map: [['email', 'user.email']] },
    '{"user.email":1,"user":{"email":2}}',
    '{"email":1,"user":{"email":2}}',
  ],
  [
    'a path through what is no object leads nowhere',
    { map: [['email', 'user.email.x']] },
    '{"user":{"email":"x"}}',
    '{"user":{"email":"x"}}',
  ],
  [
    'further in of a dropped member',
    { map: [['email', 'user.email']], drop: ['user'] },
    '{"user":{"email":"x","n":1}}',
    '{"email":"x"}',
  ],
  [
    'a member and what is in it',
    {
      map: [
        ['u', 'user'],
        ['email', 'user.email'],
      ],
    },
    '{"user":{"email":"x","n":1}}',
    '{"u":{"n":1},"email":"x"}',
  ],
  [
    'dropped further in',
    { drop: ['user.email', 'user.a.b'] },
    '{"user":{"email":"x","a":{"b":1,"c":2}}}',
    '{"user":{"a":{"c":2}}}',
  ],
  [
    'picked further in',
    { pick: ['user.a.c', 'user.n', 'id'] },
    '{"user":{"email":"x","a":{"b":1,"c":2},"n":3},"id":4,"z":5}',
    '{"user":{"a":{"c":2},"n":3},"id":4}',
  ],
  [
    'a whole pick counts more than a part of it',
    { pick: ['user.a', 'user'] },
    '{"user":{"a":1,"b":2}}',
    '{"user":{"a":1,"b":2}}',
  ],
  ['picked in what is no object', { pick: ['user.a', 'id'] }, '{"user":7,"id":1}', '{"id":1}'],
  [
    'typed further in',
    { types: { 'user.age': 'int', 'user.on': 'datetime' } },
    '{"user":{"age":"42","on":"2024-01-01 00:00Z"}}',
    '{"user":{"age":42,"on":"2024-01-01T00:00:00Z"}}',
  ],
  ['a misfit further in', { types: { 'user.age': 'int' } }, '{"user":{"age":"x"}}', 'type_int'],
  [
    'typed further in and moved',
    { types: { 'user.age': 'int' }, map: [['age', 'user.age']], nullText: '-' },
    '{"user":{"age":"-"}}',
    '{"user":{},"age":null}',
  ],
  [
    'in JSON that is text',
    { types: { user: 'json' }, map: [['age', 'user.age']] },
    String.raw`{"user":"{\"age\":1}"}`,
    '{"user":{},"age":1}',
  ],
  [
    'escaped signs in a source name',
    {
      map: [
        ['a', String.raw`items\[0\]`],
        ['b', String.raw`x\.y.z`],
      ],
    },
    '{"items[0]":1,"x.y":{"z":2}}',
    '{"a":1,"x.y":{},"b":2}',
  ],
  [
    'added to an object of the row',
    {
      map: [
        ['address.city', 'town'],
        ['address.geo.lng', 'lng'],
      ],
    },
    '{"town":"Bath","lng":2.50,"address":{ "zip" : "BA1","geo":{"lat":51}}}',
    '{"address":{"zip":"BA1","geo":{"lat":51,"lng":2.50},"city":"Bath"}}',
  ],
  ['nothing to be added to an object', { map: [['address.city', 'town']] }, '{"address":7}', '{"address":7}'],
  [
    'added to a list of the row',
    { map: [['tags[]', 'tag']], set: [['tags[]', '"z"']] },
    '{"tags":[1.0, 2],"tag":"y"}',
    '{"tags":[1.0, 2,"y","z"]}',
  ],
  ['added to an empty list', { map: [['tags[]', 'tag']] }, '{"tags":[ ],"tag":[]}', '{"tags":[]}'],
  [
    'an object with that member',
    { map: [['address.city', 'town']] },
    '{"address":{"city":1},"town":2}',
    'mapping_conflict',
  ],
  [
    'a value where an object would be',
    { map: [['address.city', 'town']] },
    '{"address":"x","town":2}',
    'mapping_conflict',
  ],
  [
    'null where an object would be',
    { map: [['address.city', 'town']] },
    '{"address":null,"town":2}',
    'mapping_conflict',
  ],
  [
    'a value further in where an object would be',
    { map: [['a.b.c', 'town']] },
    '{"a":{"b":[]},"town":2}',
    'mapping_conflict',
  ],
  ['a value where a list would be', { map: [['tags[]', 'tag']] }, '{"tags":"x","tag":2}', 'mapping_conflict'],
  ['a value where another is mapped', { map: [['email', 'mail']] }, '{"email":1,"mail":2}', 'mapping_conflict'],
  [
    'a value where another is mapped, behind it',
    { map: [['email', 'mail']] },
    '{"mail":2,"email":1}',
    'mapping_conflict',
  ],
  ['only one of both', { map: [['email', 'mail']] }, '{"email":1}', '{"email":1}'],
  ['a value where a constant is set', { set: [['source', '"x"']] }, '{"source":1}', 'mapping_conflict'],
  ['that value dropped', { set: [['source', '"x"']], drop: ['source'] }, '{"source":1}', '{"source":"x"}'],
  ['a constant further in', { set: [['a.b', '1']] }, '{"a":{"c":2}}', '{"a":{"c":2,"b":1}}'],
  [
    '__proto__ of a row',
    { map: [['__proto__.x', 'constructor']] },
    '{"__proto__":{"y":1},"constructor":2}',
    '{"__proto__":{"y":1,"x":2}}',
  ],
  ['names with escapes', { map: [['é', 'a"b']] }, String.raw`{"a\u0022b":1}`, '{"é":1}'],
];

for (const [what, short, line, item] of LINES) {
  test(`NDJSON: ${what}`, () => {
    assert.equal(mapJson(short, line), item);
  });
}

test('cells that are JSON may be added to, as objects of NDJSON are', () => {
  const short: Short = { types: { a: 'json' }, map: [['a.b', 'x']] };
  assert.equal(mapCsv(short, { a: '{"c":1.10}', x: '2' }), '{"a":{"c":1.10,"b":"2"}}');
  assert.equal(mapCsv(short, { x: '2', a: '{"b":1}' }), 'mapping_conflict');
  assert.equal(mapCsv(short, { a: '[]', x: '2' }), 'mapping_conflict');
});

/** A mapping of a CSV source that can't be; where `isAlways`, of any source. */
type Refusal = readonly [what: string, short: Short, code: string, isAlways: boolean];

const REFUSED: readonly Refusal[] = [
  [
    'two columns in one place',
    {
      map: [
        ['a', 'id'],
        ['a', 'zip'],
      ],
    },
    'mapping_conflict',
    true,
  ],
  [
    'a path through a mapped value',
    {
      map: [
        ['a', 'id'],
        ['a.b', 'zip'],
      ],
    },
    'mapping_conflict',
    true,
  ],
  [
    'a value in place of an object',
    {
      map: [
        ['a.b', 'id'],
        ['a', 'zip'],
      ],
    },
    'mapping_conflict',
    true,
  ],
  [
    'a list in place of a value',
    {
      map: [
        ['a', 'id'],
        ['a[]', 'zip'],
      ],
    },
    'mapping_conflict',
    true,
  ],
  [
    'an object in place of a list',
    {
      map: [
        ['a[]', 'id'],
        ['a.b', 'zip'],
      ],
    },
    'mapping_conflict',
    true,
  ],
  ['a constant in place of a mapped value', { map: [['a', 'id']], set: [['a', '1']] }, 'mapping_conflict', true],
  [
    'two constants in one place',
    {
      set: [
        ['a', '1'],
        ['a', '2'],
      ],
    },
    'mapping_conflict',
    true,
  ],
  ['a mapped value in place of a column', { map: [['town', 'zip']] }, 'mapping_conflict', false],
  ['a mapped value in place of a column behind it', { map: [['zip', 'id']] }, 'mapping_conflict', false],
  ['a path through a column', { map: [['town.name', 'zip']] }, 'mapping_conflict', false],
  ['a constant in place of a column', { set: [['town', '1']] }, 'mapping_conflict', false],
  ['mapped and dropped', { map: [['a', 'id']], drop: ['id'] }, 'mapping_drop', true],
  ['an unknown column is mapped', { map: [['a', 'twon']] }, 'column_unknown', false],
  ['an unknown column is picked', { pick: ['twon'] }, 'column_unknown', false],
  ['an unknown column is dropped', { drop: ['twon'] }, 'column_unknown', false],
  ['an unknown column is typed', { types: { twon: 'int' } }, 'column_unknown', false],
  ['a path is no column of CSV', { map: [['a', 'town.name']] }, 'column_unknown', false],
  ['an element of a list', { map: [['a', 'items[0]']] }, 'path_invalid', true],
  ['elements of a list', { drop: ['items[]'] }, 'path_invalid', true],
  ['empty cells are two things', { nullText: '', empty: 'omit' }, 'empty_conflict', true],
  ['no time zone', { timezone: 'Europe/Bath' }, 'timezone_unknown', true],
  ...['', '.', 'a.', '.a', 'a..b', '[]', 'a.[]', 'a[0]', 'a[].b', 'a]', String.raw`a\b`, 'a\\'].map((path): Refusal => [
    `the path ${path}`,
    { map: [[path, 'id']] },
    'path_invalid',
    true,
  ]),
];

for (const [what, short, code, isAlways] of REFUSED) {
  test(`refused: ${what}`, () => {
    const mapping = mappingFrom(short);
    const inCsv = code === 'path_invalid' && short.map?.[0]?.[1] !== 'id' ? 'column_unknown' : code;
    const error = { name: 'BatchctlError', exit: 2 };
    assert.throws(() => compileMapping(mapping, Object.keys(ROW)), { ...error, code: inCsv });
    if (isAlways) assert.throws(() => compileMapping(mapping, undefined), { ...error, code });
    else compileMapping(mapping, undefined);
  });
}

test('what is refused says how to go on', () => {
  const columns = Object.keys(ROW);
  const hintFor = (short: Short) => {
    try {
      compileMapping(mappingFrom(short), columns);
    } catch (error) {
      return error instanceof Error && 'hint' in error ? error.hint : undefined;
    }
    return undefined;
  };
  assert.equal(hintFor({ map: [['a', 'twon']] }), 'did you mean "town"? the columns are: id, mail, town, zip, tag');
  assert.equal(hintFor({ set: [['tag', '"backfill"']] }), 'to leave the column out: --drop tag');
  assert.equal(
    hintFor({ types: { at: 'datetime' }, timezone: 'UCT+1' })
      ?.toString()
      .includes('Europe/Berlin'),
    true,
  );
  const many = Array.from({ length: 1000 }, (_, index) => `column${index}`);
  assert.throws(() => compileMapping(mappingFrom({ drop: ['x'] }), many), { hint: /column29, and 970 more$/ });
});

test('a row that has two values for a place says where', () => {
  const map = compileMapping(mappingFrom({ map: [[String.raw`a.b\.c.d`, 'x']] }), undefined);
  const fault = map({ names: ['x', 'a'], values: ['1', '{"b.c":{"d":"secret"}}'] });
  assert('code' in fault);
  assert.deepEqual([fault.code, fault.column], ['mapping_conflict', 'a']);
  assert.match(fault.message, /^a\.b\\\.c\.d: /);
  assert.doesNotMatch(fault.message, /secret/);
});

test('a source without columns has no rows, and nothing is said of its columns', () => {
  assert.deepEqual(mappedNames(mappingFrom({ map: [['a', 'b']], drop: ['c'] }), []), []);
});

test('a hundred thousand columns take no quadratic time', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `column${index}`);
  const values = names.map(() => '"x"');
  const before = process.cpuUsage();
  const map = compileMapping(mappingFrom({ map: [['first', 'column0']], drop: ['column7'], empty: 'omit' }), names);
  const result = map({ names, values });
  assert('names' in result);
  assert.deepEqual([result.names.length, result.names[0]], [99_999, 'first']);
  // A wall clock would tell how busy the machine is.
  assert(process.cpuUsage(before).user < 10e6);
});

/** Dates and times: what is read, what is added, and what no clock ever showed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compileMapping } from '../../../src/encode/mapping/compile.js';
import { csvRow, mappingFrom, typedCell, typedJson } from './mapped.js';

const RUNS = Number(process.env['BATCHCTL_FUZZ_RUNS'] ?? 1);

const inZone = (cell: string, timezone: string) => typedCell('datetime', cell, { timezone }).replaceAll('"', '');

test('an offset that is written stays, and the rest is completed', () => {
  const cases: readonly (readonly [cell: string, datetime: string])[] = [
    ['2024-05-31T08:30:00Z', '2024-05-31T08:30:00Z'],
    ['2024-05-31 08:30:00+02:00', '2024-05-31T08:30:00+02:00'],
    ['2024-05-31 08:30:00 -0330', '2024-05-31T08:30:00-03:30'],
    ['2024-05-31t08:30z', '2024-05-31T08:30:00Z'],
    ['2024-05-31T08:30-05', '2024-05-31T08:30:00-05:00'],
    ['2024-05-31T08:30:00.120+00:00', '2024-05-31T08:30:00.120+00:00'],
    ['2024-05-31T08:30:00,123456789012Z', '2024-05-31T08:30:00.123456789012Z'],
    ['2024-02-29T23:59:59-00:00', '2024-02-29T23:59:59-00:00'],
    ['2000-02-29T00:00Z', '2000-02-29T00:00:00Z'],
    ['0001-01-01T00:00Z', '0001-01-01T00:00:00Z'],
  ];
  for (const timezone of [null, 'Asia/Tokyo']) {
    for (const [cell, datetime] of cases) {
      assert.equal(typedCell('datetime', cell, { timezone }), `"${datetime}"`, cell);
      assert.equal(typedJson('datetime', `"${cell}"`, { timezone }), `"${datetime}"`, cell);
    }
  }
});

test('what is no date and time is refused', () => {
  const dates = [
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-01-00',
    '24-01-01',
  ];
  const times = [
    'T24:00',
    'T08:60',
    'T08:30:60',
    'T08',
    'T8:30',
    ' 08:30:00.',
    'T',
    ' 8:30 PM',
    'T08:30:00.5.5',
    '  08:30',
  ];
  const offsets = ['+1', '+24:00', '+02:60', '+2:00', 'UTC', '  Z', '+02:', 'Europe/Berlin', '+02:00:00'];
  const others = [
    '31.05.2024',
    '05/31/2024',
    '20240531T083000Z',
    '2024-W22-5',
    '2024-152',
    '1717142400',
    'today',
    ' 2024-05-31',
    '2024-05-31 ',
    '2024-05-31Z',
    '-2024-05-31',
    '2024-05-31T08:30:00Z\n',
    '２０２４-05-31',
  ];
  const cells = [
    ...dates,
    ...times.map((time) => `2024-05-31${time}`),
    ...offsets.map((offset) => `2024-05-31T08:30${offset}`),
    ...others,
  ];
  for (const cell of cells) {
    assert.equal(typedCell('datetime', cell), 'type_datetime', cell);
    assert.equal(inZone(cell, 'Europe/Berlin'), 'type_datetime', cell);
  }
});

test('without an offset it takes that of --timezone, and is refused without one', () => {
  assert.equal(typedCell('datetime', '2024-05-31T08:30'), 'type_datetime_bare');
  assert.equal(typedCell('datetime', '2024-05-31'), 'type_datetime_bare');
  assert.equal(inZone('2024-05-31 08:30', 'Europe/Berlin'), '2024-05-31T08:30:00+02:00');
  assert.equal(inZone('2024-01-31 08:30:00.50', 'europe/berlin'), '2024-01-31T08:30:00.50+01:00');
  assert.equal(inZone('2024-05-31', 'America/St_Johns'), '2024-05-31T00:00:00-02:30');
  assert.equal(inZone('2024-05-31', 'Europe/London'), '2024-05-31T00:00:00+01:00');
  assert.equal(inZone('2024-12-31', 'Europe/London'), '2024-12-31T00:00:00+00:00');
  for (const zone of ['Z', 'z', 'UTC']) assert.equal(inZone('2024-05-31', zone), '2024-05-31T00:00:00Z');
  for (const zone of ['+05:30', '+0530']) assert.equal(inZone('2024-05-31', zone), '2024-05-31T00:00:00+05:30');
  assert.equal(inZone('2024-05-31', '-03'), '2024-05-31T00:00:00-03:00');
});

test('a time that clocks passed over, or showed twice, is refused', () => {
  const cases: readonly (readonly [cell: string, zone: string, code: string])[] = [
    ['2024-03-31 02:00', 'Europe/Berlin', 'type_datetime_skipped'],
    ['2024-03-31 02:59:59.999', 'Europe/Berlin', 'type_datetime_skipped'],
    ['2024-10-27 02:00', 'Europe/Berlin', 'type_datetime_twice'],
    ['2024-10-27 02:59:59', 'Europe/Berlin', 'type_datetime_twice'],
    ['2018-11-04', 'America/Sao_Paulo', 'type_datetime_skipped'],
    ['2024-04-07 01:45', 'Australia/Lord_Howe', 'type_datetime_twice'],
    ['2011-12-30 12:00', 'Pacific/Apia', 'type_datetime_skipped'],
    ['1800-01-01', 'Europe/Berlin', 'type_datetime_seconds'],
  ];
  for (const [cell, zone, code] of cases) assert.equal(inZone(cell, zone), code, cell);
  assert.equal(inZone('2024-03-31 01:59:59', 'Europe/Berlin'), '2024-03-31T01:59:59+01:00');
  assert.equal(inZone('2024-03-31 03:00', 'Europe/Berlin'), '2024-03-31T03:00:00+02:00');
  assert.equal(inZone('2024-10-27 01:59:59', 'Europe/Berlin'), '2024-10-27T01:59:59+02:00');
  assert.equal(inZone('2024-10-27 03:00', 'Europe/Berlin'), '2024-10-27T03:00:00+01:00');
  assert.equal(inZone('2011-12-29 23:59', 'Pacific/Apia'), '2011-12-29T23:59:00-10:00');
  assert.equal(inZone('2011-12-31', 'Pacific/Apia'), '2011-12-31T00:00:00+14:00');
});

test('a time zone that there is not is refused, and one like it is named', () => {
  const error = { exit: 2, code: 'timezone_unknown' };
  assert.throws(() => inZone('2024-05-31', 'Europe/Berln'), { ...error, hint: /^did you mean Europe\/Berlin\?/ });
  for (const zone of ['', 'Nowhere', '+24:00', '+5:30', '02:00', 'Europe'])
    assert.throws(() => inZone('', zone), error);
});

const ZONES = [
  'Africa/Casablanca',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Pacific/Apia',
  'Pacific/Auckland',
];

/** As `inZone`, with every zone's mapping compiled once. */
const compiled = new Map(
  ZONES.map((timezone) => {
    const mapping = mappingFrom({ types: { v: 'datetime' }, timezone });
    return [timezone, compileMapping(mapping, ['v'])] as const;
  }),
);

function inKnownZone(cell: string, zone: string): string {
  const result = compiled.get(zone)?.(csvRow({ v: cell }));
  assert(result);
  return 'code' in result ? result.code : String(JSON.parse(result.values[0] ?? ''));
}

/** What Python makes of local times: its offset, or what is wrong with it. */
const PYTHON = `
import sys, json
from datetime import datetime, timezone
from zoneinfo import ZoneInfo
def say(zone, text):
    local = datetime.fromisoformat(text)
    fits = []
    for fold in (0, 1):
        there = local.replace(tzinfo=ZoneInfo(zone), fold=fold)
        back = there.astimezone(timezone.utc).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if back == local and there.isoformat() not in fits: fits.append(there.isoformat())
    return fits[0] if len(fits) == 1 else 'type_datetime_twice' if fits else 'type_datetime_skipped'
print(json.dumps([say(zone, text) for zone, text in json.load(sys.stdin)]))
`;

const hasZones = spawnSync('python3', ['-c', 'import zoneinfo; zoneinfo.ZoneInfo("Asia/Gaza")']).status === 0;

test('the offset is the one that Python finds', { skip: hasZones ? false : 'no python3 with zoneinfo' }, () => {
  const texts = fc
    .integer({ min: Date.UTC(1975, 0) / 1000, max: Date.UTC(2022, 0) / 1000 })
    .map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 19));
  const random = fc.sample(fc.tuple(fc.constantFrom(...ZONES), texts), 2000 * RUNS);
  // Hours of the year round in which clocks are changed in most of these zones.
  const hours = ZONES.flatMap((zone) => nightsOf(zone).map((text) => [zone, text] as const));
  const all = [...random, ...hours];
  const answer = execFileSync('python3', ['-c', PYTHON], { input: JSON.stringify(all), maxBuffer: 1e8 });
  const expected: unknown = JSON.parse(answer.toString());
  assert(Array.isArray(expected));
  const made = all.map(([zone, text]) => inKnownZone(text, zone));
  for (const [index, [zone, text]] of all.entries()) assert.equal(made[index], expected[index], `${zone} ${text}`);
  for (const code of ['type_datetime_twice', 'type_datetime_skipped'])
    assert(made.filter((one) => one === code).length > 10);
});

/** Every half hour around the changes of one year, found by looking at the offsets of noon. */
function nightsOf(zone: string): string[] {
  const noons = Array.from({ length: 366 }, (_, day) =>
    new Date(Date.UTC(2009, 0, 1 + day, 12)).toISOString().slice(0, 19),
  );
  return noons.flatMap((noon, index) => {
    const before = noons[index - 1];
    if (before === undefined || inKnownZone(noon, zone).slice(19) === inKnownZone(before, zone).slice(19)) return [];
    const from = Date.parse(`${before}Z`);
    return Array.from({ length: 49 }, (_, half) => new Date(from + half * 1_800_000).toISOString().slice(0, 19));
  });
}

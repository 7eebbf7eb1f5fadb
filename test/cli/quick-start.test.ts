/** What a newcomer types, from README, in its order. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Workplace } from '../support/workplace.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

for (const ci of ['true', undefined]) {
  test(`the first command imports into the sandbox, CI=${ci ?? ''}; the same command again sends nothing`, async (t) => {
    const place = new Workplace(t);
    if (ci !== undefined) place.env['CI'] = ci;
    copyFileSync(fixture('customers.csv'), place.path('customers.csv'));
    const first = await place.run('import', 'customers.csv', '--sandbox');
    assert.equal(first.exit, 0, first.stderr);
    assert.match(first.stdout, /^✔ 20,000 rows imported/);
    assert.match(first.stdout, /Nothing left this machine/);
    const stored = place.query('select count(*) as rows, count(distinct record) as different from records');
    assert.deepEqual(stored, [{ rows: 20_000, different: 20_000 }]);
    const requests = place.query('select count(*) as requests from requests');
    const again = await place.run('import', 'customers.csv', '--sandbox');
    assert.equal(again.exit, 0);
    assert.match(again.stdout, /^✔ Nothing to do: all 20,000 rows already imported on \d{4}-/);
    assert.match(again.stdout, /--new-run/);
    assert.deepEqual(place.query('select count(*) as requests from requests'), requests);
  });
}

test('broken rows are named and written to a file that imports once it is fixed', async (t) => {
  const place = new Workplace(t);
  copyFileSync(fixture('customers-broken.csv'), place.path('customers-broken.csv'));
  const broken = await place.here('import', 'customers-broken.csv', '--sandbox', '--json');
  assert.equal(broken.exit, 3);
  const { imports } = JSON.parse(broken.stdout);
  const expected: { row: number; line: number; code: string }[] = JSON.parse(
    readFileSync(fixture('customers-broken.expected.json'), 'utf8'),
  );
  const found = imports[0].errors.flatMap((group: { code: string; rows: number[]; lines: number[] }) =>
    group.rows.map((row, index) => ({ row, line: group.lines[index], code: group.code })),
  );
  assert.deepEqual(found.toSorted(byRow), expected.toSorted(byRow));
  assert.equal(imports[0].rejects, 'customers-broken.rejects.csv');
  assert.equal(place.stored().length, 488);

  const unchanged = await place.here(
    'import',
    'customers-broken.rejects.csv',
    '--sandbox',
    '--object',
    'customers_broken',
  );
  assert.equal(unchanged.exit, 3, 'unfixed, all of it is refused again');
  assert.match(unchanged.stdout, /12 rejected/);
  assert(existsSync(place.path('customers-broken.rejects.2.csv')), 'and the file itself is not overwritten');

  const file = place.path('customers-broken.rejects.csv');
  writeFileSync(file, fixAll(readFileSync(file, 'utf8')));
  const fixed = await place.here('import', 'customers-broken.rejects.csv', '--sandbox', '--object', 'customers_broken');
  assert.equal(fixed.exit, 0, fixed.stdout);
  const records = place.stored().map(({ record }) => JSON.parse(record));
  assert.equal(new Set(records.map((record) => record.customer_id)).size, 500);
  assert.equal(records.length, 500);
  assert(
    records.every((record) => Object.keys(record).length === 13),
    'no column of ours was sent',
  );
});

function byRow(one: { row: number }, two: { row: number }): number {
  return one.row - two.row;
}

/** What a person does to the rejects file in an editor. */
function fixAll(text: string): string {
  const edits: [wrong: string | RegExp, right: string][] = [
    ['sian.obrien3.example.com', 'sian.obrien3@example.com'],
    ['""Beacon Street 14,', 'Beacon Street 14,'],
    ['2024-05-17T09:30:00,', '2024-05-17T09:30:00Z,'],
    ['Apt 4"" rear,', 'Apt 4 rear"",'],
    ['2021-01-29T12:59:14+01:00', '2021-01-29T12:59:14+01:00'],
    [/anna\.garcia29 @/, 'anna.garcia29@'],
    ['Street 5 ""rear"",', 'Street 5 rear,'],
    ['phone number"" "', 'phone number"""'],
    [',,vip,2024"', ',"'],
    ['Ren\uFFFDe', 'Renée'],
    ['2024-13-02', '2024-12-02'],
    [',yesterday,', ',2024-05-03T10:00:00Z,'],
    ['2021-11-10T17:36:16+01:00"', '2021-11-10T17:36:16+01:00,,,"'],
  ];
  return edits.reduce((fixed, [wrong, right]) => fixed.replace(wrong, right), text);
}

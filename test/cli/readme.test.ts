/** README says what the program does: flags, exit codes and faults, all of them and no others. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXIT } from '../../src/errors.js';
import { numberedCsv, Workplace } from '../support/workplace.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

function section(title: string): string {
  const [, text = ''] = readme.split(new RegExp(`^#+ ${title}$`, 'm'));
  return text.split(/^#+ /m)[0] ?? '';
}

/** What stands between backticks in the first cells of a section's table. */
function firstCells(title: string): string[] {
  const rows = section(title).match(/^\| .*?[^\\]\|/gm) ?? [];
  return rows.flatMap((row) => row.match(/`[^`]+`/g) ?? []).map((code) => code.slice(1, -1));
}

for (const command of ['import', 'delete-all', 'listen', 'resolve']) {
  test(`the flags of ${command}`, async (t) => {
    const { stdout } = await new Workplace(t).run(command, '--help');
    const inHelp = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag ?? '');
    const inReadme = firstCells(command).flatMap((cell) => cell.match(/--[a-z-]+/g) ?? []);
    // Nobody needs to be told of these.
    const known = new Set(['--help', '--quiet']);
    const toTell = inHelp.filter((flag) => !known.has(flag));
    assert.deepEqual(inReadme.toSorted(), toTell.toSorted());
  });
}

test('exit codes', () => {
  const codes = [...section('Exit codes').matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map(Number),
  );
  assert.deepEqual(new Set(codes), new Set<number>(Object.values(EXIT)));
});

test('faults', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', numberedCsv(1).text);
  const { stderr } = await place.run('import', 'rows.csv', '--fault', 'none-of-these');
  const known = /known faults: (.*)/.exec(stderr)?.[1]?.split(', ') ?? [];
  const inReadme = firstCells('The sandbox').map((cell) => cell.replace(/\[?=.*/, ''));
  assert.deepEqual(inReadme.toSorted(), known.toSorted());
});

test('the example of the document of --json has the fields that it has', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', `${numberedCsv(3).text}x\n`);
  const { stdout } = await place.run('import', 'rows.csv', '--json');
  const fields = Object.keys(JSON.parse(stdout).imports[0]);
  for (const field of fields) assert.match(section('--json'), new RegExp(String.raw`\b${field}\b`));
});

/** A word that is nearly right: the message says which one was meant, and nothing is sent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Workplace } from '../support/workplace.js';

const CASES: readonly (readonly [args: string, guess: string])[] = [
  ['import c.csv --match-key emial', 'did you mean "Email"? the columns are: id, Email'],
  ['import c.csv --match-key email', 'did you mean "Email"? the columns are: id, Email'],
  ['import c.csv --match-key telephone', 'the columns are: id, Email'],
  ['import c.csv --map mail=Emial', 'did you mean "Email"?'],
  ['import c.csv --type ide=int', 'did you mean "id"?'],
  ['import c.csv --type id=datetime --timezone Europe/Berlni', 'did you mean Europe/Berlin?'],
  ['import c.csv -t experitur --object a', 'did you mean "experiture"?'],
  ['import c.csv -t papr --sandbox --user u --content Emial', 'did you mean "Email"?'],
  ['import c.csv --maping m.json', 'did you mean --mapping?'],
  ['import c.csv --encoding uft-8', 'utf-8'],
  ['imprt c.csv', 'did you mean import?'],
  ['import -rows.csv', 'a file of that name is ./-rows.csv; see: batchctl import --help'],
];

for (const [args, guess] of CASES) {
  test(args, async (t) => {
    const place = new Workplace(t);
    place.write('c.csv', 'id,Email\n1,ada@example.com\n');
    const ran = await place.here(...args.split(' '));
    assert.equal(ran.exit, 2, ran.stdout + ran.stderr);
    assert(ran.stderr.includes(guess), ran.stderr);
  });
}

/** Ctrl-Z, a look at something else, and fg. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { needsTerminal, shellOnTerminal } from '../support/on-terminal.js';
import { Within } from '../support/within.js';
import { numberedCsv, Workplace } from '../support/workplace.js';

/** A shell that minds its jobs, and what it does while the import is stopped. */
const SHELL = `set -m
batchctl import rows.csv -t experiture --object rows --batch-size 10 --concurrency 2
echo "stopped with $?"
batchctl import rows.csv -t experiture --object rows --batch-size 10 --progress none
echo "the other ended with $?"
fg
echo "ended with $?"`;

test(
  'P10: Ctrl-Z gives the terminal back and keeps the import; fg goes on with it, and nothing is sent twice',
  { skip: needsTerminal },
  async (t) => {
    const place = new Workplace(t);
    const { text, records } = numberedCsv(200);
    place.write('rows.csv', text);
    const service = new Within(t);
    place.env['EXPERITURE_BASE_URL'] = `${await service.serve('slow=40')}/public/v1`;
    place.env['EXPERITURE_API_KEY'] = API_KEY;
    const { exit, shown } = await shellOnTerminal(place, ['settled.*[1-9]', '^Z'], SHELL);
    assert.equal(exit, 0, shown);
    const [before = '', meanwhile = '', after = ''] = shown.split(/stopped with 14[68]|the other ended with 10/);
    const [shows, hides] = ['\u001B[?25h', '\u001B[?25l'];
    assert(before.includes(hides), shown);
    assert(before.lastIndexOf(shows) > before.lastIndexOf(hides), 'the shell has a cursor');
    assert.match(meanwhile, /another run holds this import: process \d+/);
    assert(after.includes(hides), 'bars are drawn again');
    assert(after.lastIndexOf(shows) > after.lastIndexOf(hides), 'the shell has a cursor at the end');
    assert.match(after, /200 rows imported[^]*ended with 0/);
    const posts = await service.query("select idempotency_key as k from requests where method = 'POST'");
    assert.equal(posts.length, 20);
    assert.equal(new Set(posts.map(({ k }) => k)).size, 20);
    const stored = await service.query('select record from records');
    assert.deepEqual(stored.map(({ record }) => String(record)).toSorted(), records.toSorted());
  },
);

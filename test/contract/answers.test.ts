/** Every answer that a service may give: the exit code, what is said, and what became of the rows. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { numberedCsv, Workplace } from '../support/workplace.js';

const ROWS = 12;
const { text, records } = numberedCsv(ROWS);

interface Case {
  readonly fault: string;
  readonly args?: readonly string[];
  readonly exit: number;
  /** Is on the screen. */
  readonly says: RegExp;
  /** Rows in the sandbox in the end; all of them where it isn't said. */
  readonly stored?: number;
  /** Another source than the twelve good rows. */
  readonly source?: string;
}

const once = ['--max-retries', '0'];
const impatient = ['--wait-timeout', '600ms'];
const badRow = 'id,email\n1,one@example.com\n2,nobody\n3,three@example.com\n';
const later = 'Wed%2C 21 Oct 2099 07:28:00 GMT';

const CASES: readonly Case[] = [
  { fault: '401', exit: 7, says: /401 CDP_ETL\.AUTH.*EXPERITURE_API_KEY/s, stored: 0 },
  { fault: '403', exit: 7, says: /403 CDP_ETL\.AUTH/, stored: 0 },
  { fault: '404', exit: 12, says: /404 CDP_ETL\.NOT_FOUND.*--object rows/s, stored: 0 },
  { fault: '413=400', exit: 0, says: /12 rows imported.*--max-bytes/s },
  { fault: '413=20', exit: 3, says: /12 rejected/, stored: 0 },
  { fault: '422', exit: 12, says: /422 CDP_ETL\.VALIDATION\.REQUEST_SCHEMA/, stored: 0 },
  { fault: '422-bare', exit: 12, says: /422 CDP_ETL\.VALIDATION\.REQUEST_SCHEMA/, stored: 0 },
  { fault: '422@1', exit: 3, says: /11 of 12 rows imported/, stored: 11 },
  { fault: '429=0@1', exit: 0, says: /12 rows imported/ },
  { fault: `429=${later}`, exit: 5, says: /2099-10-21T07:2[78]:\d\dZ/, stored: 0 },
  { fault: '409@1', exit: 0, says: /12 rows imported/ },
  { fault: '503@1', exit: 0, says: /12 rows imported/ },
  { fault: '503', args: once, exit: 5, says: /not available.*503/s, stored: 0 },
  { fault: '500', args: once, exit: 5, says: /not available.*500/s, stored: 0 },
  { fault: 'redirect', exit: 12, says: /redirect to/, stored: 0 },
  { fault: 'empty', args: once, exit: 12, says: /empty body/, stored: 0 },
  { fault: 'html', args: once, exit: 12, says: /text\/html/, stored: 0 },
  { fault: 'count', args: once, exit: 6, says: /in doubt/ },
  { fault: 'reset-before@1', exit: 0, says: /12 rows imported/ },
  { fault: 'reset-after@1', exit: 0, says: /12 rows imported/ },
  { fault: 'no-job', exit: 0, says: /12 rows imported/ },
  { fault: 'inline-errors', source: badRow, exit: 3, says: /email: not an address +line 3/, stored: 2 },
  { fault: '', source: badRow, exit: 3, says: /email: not an address +line 3/, stored: 2 },
  { fault: 'job-no-list', source: badRow, exit: 3, says: /does not say which.*1–3/s, stored: 2 },
  { fault: 'job-bad-index', exit: 6, says: /in doubt/ },
  { fault: 'job-fail', exit: 3, says: /12 rejected/, stored: 0 },
  { fault: 'job-fail-silent', exit: 6, says: /does not say what it had applied/, stored: 0 },
  { fault: 'job-fail-silent', args: ['--match-key', 'id'], exit: 12, says: /failed each time/, stored: 0 },
  { fault: 'job-fail-silent@1', args: ['--match-key', 'id'], exit: 0, says: /12 rows imported/ },
  { fault: 'job-stuck', args: impatient, exit: 11, says: /still at work/, stored: 0 },
  { fault: 'job-state=pondering', args: impatient, exit: 11, says: /pondering/, stored: 0 },
  { fault: 'job-slow=400', exit: 0, says: /12 rows imported/ },
  { fault: 'poll-404', exit: 6, says: /does not know its job/ },
  { fault: 'poll-404@1-3', exit: 0, says: /12 rows imported/ },
  { fault: 'poll-503@1', exit: 0, says: /12 rows imported/ },
];

for (const { fault, args = [], exit, says, stored = ROWS, source = text } of CASES) {
  test(`answers: ${fault || 'as it should'} ${args.join(' ')}`, async (t) => {
    const place = new Within(t);
    writeFileSync('rows.csv', source);
    Object.assign(place.env, {
      EXPERITURE_API_KEY: API_KEY,
      EXPERITURE_BASE_URL: `${await place.serve(fault)}/public/v1`,
    });
    const ran = await place.run(['import', 'rows.csv', '-t', 'experiture', '--object', 'rows', ...args]);
    const shown = ran.stdout + ran.stderr;
    assert.equal(ran.exit, exit, shown);
    assert.match(ran.stdout.replaceAll(/\n +/g, ' '), says);
    if (exit !== 0) assert.match(shown, /batchctl import|rejects\.csv|in doubt there|about job/, 'a way on');
    assert.deepEqual(await place.query('select count(*) as n from records'), [{ n: stored }], shown);
  });
}

test('a target that is away: exit 5, and the same command later brings every row exactly once', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const args = ['import', 'rows.csv', '--sandbox', '--batch-size', '3'];
  const away = await place.here(...args, '--fault', '503@3-9', '--max-retries', '0', '--concurrency', '1');
  assert.equal(away.exit, 5, away.stdout);
  assert.equal(place.stored().length, 6);
  assert.equal((await place.here(...args)).exit, 0);
  assert.deepEqual(place.records().toSorted(), records.toSorted());
});

test('what is in doubt stays in doubt, and is not sent again', async (t) => {
  const place = new Workplace(t);
  place.write('rows.csv', text);
  const args = ['import', 'rows.csv', '--sandbox', '--batch-size', '6'];
  const doubtful = await place.here(...args, '--fault', 'job-fail-silent@1', '--concurrency', '1');
  assert.equal(doubtful.exit, 6);
  assert.match(doubtful.stdout, /1–6/);
  assert.equal(place.stored().length, 6);
  const again = await place.here(...args);
  assert.equal(again.exit, 6);
  assert.equal(place.stored().length, 6);
  assert.equal((await place.here('status')).exit, 6);
});

/** What a service says acts on no terminal and forges no line: escapes are shown, not obeyed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { API_KEY } from '../support/canary.js';
import { Within } from '../support/within.js';
import { tell } from './told-service.js';

/** Clears the screen, names the window, fills the clipboard, hides a link, goes back in the line, begins one, turns text round. */
const HOSTILE = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u001b]52;c;ZXZpbA==\u0007',
  '\u001b]8;;https://x.example\u001b\\link',
  '\u001bP1;1|q\u001b\\',
  '\u009b31m',
  'a\rbatchctl: 12 rows imported',
  'a\nbatchctl: 12 rows imported',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u2028\u200b\u0000\u007f\u0008',
  '\u{e0041}',
].join('|');

/** All that a terminal obeys or hides, but for the line breaks and colours of the program itself. */
const ACTS = /[^\n\P{Cc}]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

for (const [what, status, body] of [
  ['words of a refusal', 422, { success: false, error: { code: HOSTILE, message: HOSTILE } }],
  ['words of a failure', 500, { success: false, error: { code: HOSTILE, message: HOSTILE } }],
  ['a refused row', 200, { data: { acceptedRecords: 0, errors: [{ index: 0, code: HOSTILE, message: HOSTILE }] } }],
  ['a job', 202, { data: { jobId: HOSTILE, state: HOSTILE, acceptedRecords: 1 } }],
  ['no JSON', 200, HOSTILE],
] as const) {
  test(what, async (t) => {
    const service = await tell(t, (request, response) => {
      const isJob = request.method === 'GET';
      const told = isJob ? { data: { state: 'failed', error: { code: HOSTILE, message: HOSTILE } } } : body;
      response.writeHead(isJob ? 200 : status, {
        'content-type': 'application/json',
        'x-request-id': 'a\u009bb\u00ad',
      });
      response.end(JSON.stringify(told));
    });
    const place = new Within(t);
    place.env['EXPERITURE_API_KEY'] = API_KEY;
    writeFileSync('rows.csv', 'id\n1\n');
    const to = ['-t', 'experiture', '--object', 'people', '--base-url', service.url, '--max-retries', '0', '--new-run'];
    for (const way of [['--progress', 'plain'], ['--json']]) {
      const { exit, stdout, stderr } = await place.run(['import', 'rows.csv', ...to, ...way]);
      assert.ok(exit > 1, stdout + stderr);
      for (const text of [stdout, stderr]) {
        assert.doesNotMatch(text, ACTS);
        assert.doesNotMatch(text, /^(?:batchctl: )?12 rows/m, 'a line of its own');
      }
      if (way[0] === '--json') assert.equal(stdout.trimEnd().split('\n').length, 1);
    }
    const shown = await place.run(['status']);
    assert.doesNotMatch(shown.stdout + shown.stderr, ACTS);
  });
}

test('a redirect to an address that acts, and an unknown word on the command line', async (t) => {
  const service = await tell(t, (_, response) => {
    response.writeHead(307, { location: 'https://x.example/\u009b2J\u00ad' }).end();
  });
  const place = new Within(t);
  place.env['EXPERITURE_API_KEY'] = API_KEY;
  writeFileSync('rows.csv', 'id\n1\n');
  const redirected = ['import', 'rows.csv', '-t', 'experiture', '--object', 'x', '--base-url', service.url];
  for (const args of [redirected, ['import', `--${HOSTILE}`], [HOSTILE], ['import', HOSTILE], ['status', HOSTILE]]) {
    const { exit, stdout, stderr } = await place.run(args);
    assert.ok(exit > 1, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, ACTS);
  }
});

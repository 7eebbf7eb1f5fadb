import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callJson } from '../../src/report/call-json.js';
import type { CallReport } from '../../src/report/call-report.js';
import { callText } from '../../src/report/call-text.js';
import { createPalette } from '../../src/report/palette.js';

const PLAIN = createPalette({}, {});
const ABOUT = {
  importId: 'notes.csv',
  run: '1a2b3c4d',
  rows: [21, 1040],
  isWhole: true,
  accepted: 1019,
  rejected: 1,
  pending: 5,
} as const;
const SETTLED: CallReport = {
  outcome: 'settled',
  reason: null,
  said: { batch: 'b1', status: 'failed', successful: 7, failed: 9 },
  about: ABOUT,
};

test('a settled request: the figures of the journal, not those of the call', () => {
  const line = '✔ batch b1 completed: 1,019 taken, 1 refused — rows 21–1,040 of notes.csv settled\n';
  assert.equal(callText(SETTLED, PLAIN), line);
  const last = callText({ ...SETTLED, about: { ...ABOUT, pending: 0 } }, PLAIN);
  assert.equal(last, `${line}  nothing of notes.csv is open any more: the same import command writes the report\n`);
  const part = callText({ ...SETTLED, about: { ...ABOUT, isWhole: false, rows: [3, 4] } }, PLAIN);
  assert.match(part, /— some of rows 3–4 of notes\.csv settled\n$/);
});

test('what a call says of itself is shown only where nobody else says it', () => {
  const text = callText({ ...SETTLED, outcome: 'unknown', about: null }, PLAIN);
  assert.equal(
    text,
    '· batch b1 (by the call: failed, 7 taken, 9 refused): no import here waits for it, nothing changed\n',
  );
  const silent = { batch: null, status: null, successful: null, failed: null };
  assert.match(
    callText({ outcome: 'unknown', reason: null, said: silent, about: null }, PLAIN),
    /^· a batch without a name: no/,
  );
});

test('words from outside do nothing to a terminal, and are cut', () => {
  const evil = `\u001B[2J\u202E\n${'x'.repeat(1_000)}`;
  const report: CallReport = {
    outcome: 'unknown',
    reason: evil,
    said: { batch: evil, status: evil, successful: null, failed: null },
    about: null,
  };
  for (const outcome of ['unknown', 'unconfirmed', 'forged', 'doubt'] as const) {
    const text = callText({ ...report, outcome }, PLAIN);
    assert.doesNotMatch(text.slice(0, -1), /[\p{Cc}\p{Cf}]/u);
    assert.ok(text.length < 700, text);
  }
  const json = callJson(report);
  assert.doesNotMatch(json.slice(0, -1), /[\p{Cc}\p{Cf}]/u);
  assert.equal(JSON.parse(json).batch, `${evil.slice(0, 200)}…`);
});

test('as JSON each field has its name, and there is one line', () => {
  assert.equal(
    callJson(SETTLED),
    '{"schema":1,"outcome":"settled","reason":null,"batch":"b1","said":{"status":"failed","successful":7,"failed":9},"import":"notes.csv","run":"1a2b3c4d","rows":[21,1040],"accepted":1019,"rejected":1,"pending":5}\n',
  );
  const forged: unknown = JSON.parse(callJson({ outcome: 'forged', reason: 'why', said: null, about: null }));
  assert.deepEqual(forged, {
    schema: 1,
    outcome: 'forged',
    reason: 'why',
    batch: null,
    said: null,
    import: null,
    run: null,
    rows: null,
    accepted: null,
    rejected: null,
    pending: null,
  });
});

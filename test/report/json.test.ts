import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonDocument } from '../../src/report/json.js';
import type { ImportReport } from '../../src/report/report.js';
import { runs } from '../support/properties.js';
import { anyReport } from './arbitrary-report.js';

const KEYS = 'schema exitCode seconds requests retries rows imports';
const IMPORT_KEYS =
  'importId run source target object user operation exitCode nothingToDo finishedAt dryRun rows chunks thisRun rejects results mayBeDoubled inDoubt errors failures';
const COUNTS = ['read', 'accepted', 'rejected', 'inDoubt', 'pending'] as const;

interface Document {
  readonly seconds: number;
  readonly requests: number;
  readonly retries: number;
  readonly rows: ImportReport['rows'];
  readonly imports: readonly (ImportReport & { readonly inDoubt: ImportReport['chunks']['inDoubt'] })[];
  readonly error?: { readonly message: string };
}

function documentOf(...parameters: Parameters<typeof jsonDocument>): Document {
  return JSON.parse(jsonDocument(...parameters));
}

test('the document is one printable line', () => {
  fc.assert(
    fc.property(fc.array(anyReport, { maxLength: 3 }), (reports) => {
      const text = jsonDocument(reports, 3, 1);
      assert.match(text, /^[^\n]+\n$/);
      assert.doesNotMatch(text.slice(0, -1), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    runs(100),
  );
});

test('the fields are the documented ones, in their order, and nothing else', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const document = documentOf([Object.assign({ secret: 'x' }, report)], 0, 1);
      const [shown] = document.imports;
      assert.equal(Object.keys(document).join(' '), KEYS);
      assert.equal(Object.keys(shown ?? {}).join(' '), IMPORT_KEYS);
      assert.deepEqual(Object.keys(shown?.rows ?? {}), COUNTS);
      assert.deepEqual(Object.keys(shown?.chunks ?? {}), ['total', 'sent', 'resumed', 'split']);
      assert.deepEqual(Object.keys(shown?.thisRun ?? {}), ['requests', 'retries']);
      for (const group of shown?.errors ?? []) {
        assert.equal(Object.keys(group).join(' '), 'code message count rows lines ranges truncated');
      }
    }),
    runs(100),
  );
});

test('values arrive as they are, and the top sums over the imports', () => {
  fc.assert(
    fc.property(fc.array(anyReport, { maxLength: 4 }), (reports) => {
      const { rows, requests, retries, imports } = documentOf(reports, 3, 1);
      for (const key of COUNTS)
        assert.equal(
          rows[key],
          reports.reduce((sum, report) => sum + report.rows[key], 0),
        );
      assert.equal(
        requests,
        reports.reduce((sum, { thisRun }) => sum + thisRun.requests, 0),
      );
      assert.equal(
        retries,
        reports.reduce((sum, { thisRun }) => sum + thisRun.retries, 0),
      );
      for (const [index, report] of reports.entries()) {
        for (const key of ['importId', 'source', 'user', 'rejects', 'rows', 'failures', 'errors'] as const) {
          assert.deepEqual(imports[index]?.[key], JSON.parse(JSON.stringify(report[key])), key);
        }
        assert.deepEqual(imports[index]?.inDoubt, JSON.parse(JSON.stringify(report.chunks.inDoubt)));
      }
    }),
    runs(100),
  );
});

test('a long list of rows is cut to 20 and says so', () => {
  const [report] = fc.sample(anyReport, 1);
  assert.ok(report !== undefined);
  const rows = Array.from({ length: 25 }, (_, index) => index + 1);
  const errors = [{ code: 'x', message: 'y', count: 25, rows, lines: rows, ranges: [], truncated: false }];
  const [group] = documentOf([{ ...report, errors }], 3, 1).imports[0]?.errors ?? [];
  assert.deepEqual([group?.rows.length, group?.lines.length, group?.truncated, group?.count], [20, 20, true, 25]);
});

test('an error of the command stands beside the imports', () => {
  const error = { code: 'no_target', message: 'no target', hint: 'add --target' };
  const document = documentOf([], 2, 0.123_456, error);
  assert.deepEqual(document.error, error);
  assert.deepEqual(document.imports, []);
  assert.equal(document.seconds, 0.123);
  assert.equal('error' in documentOf([], 0, 1), false);
});

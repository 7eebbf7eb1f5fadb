/** A rejects file is on disk, and under its name, before the journal says that it is there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { recordingOf, type Step } from '../support/disk-steps.js';
import { traced, whyNoTrace } from '../support/strace.js';
import { callsIn } from '../support/strace-log.js';
import { Workplace } from '../support/workplace.js';

const TRACE = 'trace=openat,read,write,writev,pwrite64,fsync,fdatasync,rename,link,unlink,ftruncate,mkdir';

test('the rejects file, its name, the journal: synced in this order', { skip: whyNoTrace() }, async (t) => {
  const place = new Workplace(t);
  const [rows, log, stateDir] = ['rows.csv', 'log', 'state'].map((name) => place.path(name));
  assert(rows !== undefined && log !== undefined && stateDir !== undefined);
  place.write('rows.csv', 'id,email\n1,a@example.com\n2,b,too many\n');
  const args = ['import', rows, '--sandbox', '--rejects', place.path('bad.csv'), '--state-dir', stateDir];
  const ran = await traced({ args, env: place.env, log, options: ['-yy', '-s', '100000', '-e', TRACE] });
  assert.equal(ran.exit, 3, ran.stderr);
  const calls = callsIn(readFileSync(log, 'utf8'));
  const { steps } = recordingOf(calls, place.directory, new Map());
  const named = steps.findIndex((step) => step.kind === 'rename' && step.path === place.path('bad.csv'));
  const renamed = steps[named];
  assert(renamed?.kind === 'rename');
  const isSynced = ({ kind, ...rest }: Step) => kind === 'sync' && 'file' in rest && rest.file === renamed.file;
  assert(steps.slice(0, named).some(isSynced), 'on disk before it has its name');
  const behind = steps.slice(named);
  const ended = behind.findIndex((step) => step.kind === 'write' && step.bytes.includes('"type":"END"'));
  assert(ended > 0);
  const isNameSynced = (step: Step) => step.kind === 'sync-names' && step.directory === place.directory;
  assert(behind.slice(0, ended).some(isNameSynced), 'its name is on disk before END');
});

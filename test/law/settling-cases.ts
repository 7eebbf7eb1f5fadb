/** What is seen of a job, and what must come of it. */
import type { Settlement } from '../../src/target/verdict.js';
import type { Script } from './scripted.js';
import { accepted, again, done, refused } from './scripted-answers.js';

export const RUNNING: Settlement = { kind: 'running', state: 'running' };
const MISSING: Settlement = { kind: 'missing' };
const BUSY: Settlement = again();
export const BROKEN_JOB = { kind: 'failed', code: 'BROKE', message: 'broke' } as const;

/** Jobs are seen so, one look after the other; what is not said is done. */
export function seen(...looks: readonly Settlement[]): Script {
  return {
    send: (_, count) => accepted(`job${count}`),
    settle: (_, count) => looks[count - 1] ?? done(),
  };
}

export function times(count: number, settlement: Settlement): Settlement[] {
  return Array.from({ length: count }, () => settlement);
}

interface Case {
  readonly what: string;
  readonly script: Script;
  /** Behind the ACK of the one chunk of two rows. */
  readonly journal: readonly string[];
  readonly exit?: number;
  readonly code?: string;
  readonly looks: number;
}

export const ANEW = ['INTENT 0 (0-2 )', 'ACK 0 job2'];
export const DONE = ['SETTLED 0 2 () 0', 'END complete'];

export const JOBS: readonly Case[] = [
  { what: 'done', script: seen(), journal: DONE, looks: 1 },
  { what: 'running', script: seen(...times(3, RUNNING)), journal: DONE, looks: 4 },
  { what: 'not found at first', script: seen(...times(4, MISSING)), journal: DONE, looks: 5 },
  {
    what: 'not found, seen, not found',
    script: seen(...times(4, MISSING), RUNNING, ...times(4, MISSING)),
    journal: DONE,
    looks: 10,
  },
  {
    what: 'not found, and nobody answers meanwhile',
    script: seen(...times(3, MISSING), BUSY, MISSING, BUSY, MISSING),
    journal: ['IN_DOUBT 0', 'END'],
    exit: 6,
    looks: 7,
  },
  { what: 'never found', script: seen(...times(9, MISSING)), journal: ['IN_DOUBT 0', 'END'], exit: 6, looks: 5 },
  { what: 'no answer twice in a row', script: seen(BUSY, BUSY, RUNNING, BUSY, BUSY), journal: DONE, looks: 6 },
  {
    what: 'no answer three times in a row',
    script: seen(RUNNING, BUSY, BUSY, BUSY),
    journal: ['END'],
    exit: 5,
    code: 'target_unavailable',
    looks: 4,
  },
  {
    what: 'may not look',
    script: seen(refused('credential')),
    journal: ['END'],
    exit: 7,
    code: 'credential_refused',
    looks: 1,
  },
  { what: 'broken', script: seen({ kind: 'broken', why: 'no' }), journal: ['IN_DOUBT 0', 'END'], exit: 6, looks: 1 },
  {
    what: 'failed, and nothing of it was applied',
    script: seen({ ...BROKEN_JOB, committed: 0 }),
    journal: ['SETTLED 0 0 (0,1) 0', 'END complete'],
    exit: 3,
    looks: 1,
  },
  {
    what: 'failed, and nobody knows what of it was applied',
    script: seen({ ...BROKEN_JOB, committed: undefined }),
    journal: ['IN_DOUBT 0', 'END'],
    exit: 6,
    looks: 1,
  },
  {
    what: 'failed likewise, in an upsert: once more, under another key',
    script: { ...seen({ ...BROKEN_JOB, committed: undefined }), operation: 'upsert' },
    journal: ['REFUSED 0 job BROKE ()', ...ANEW, ...DONE],
    looks: 2,
  },
  {
    what: 'and the second one applied nothing: the first may have',
    script: {
      ...seen({ ...BROKEN_JOB, committed: undefined }, { ...BROKEN_JOB, committed: 0 }),
      operation: 'upsert',
    },
    journal: ['REFUSED 0 job BROKE ()', ...ANEW, 'REFUSED 0 job BROKE ()', 'END'],
    exit: 12,
    code: 'job_failed',
    looks: 2,
  },
  {
    what: 'failed in an upsert, and nothing of it was applied',
    script: { ...seen({ ...BROKEN_JOB, committed: 0 }), operation: 'upsert' },
    journal: ['SETTLED 0 0 (0,1) 0', 'END complete'],
    exit: 3,
    looks: 1,
  },
  {
    what: 'came to nothing: once more, under another key',
    script: seen({ kind: 'nothing', code: 'GONE', message: 'gone' }),
    journal: ['REFUSED 0 job GONE ()', ...ANEW, ...DONE],
    looks: 2,
  },
  {
    what: 'came to nothing twice',
    script: seen(...times(2, { kind: 'nothing', code: 'GONE', message: 'gone' })),
    journal: ['REFUSED 0 job GONE ()', ...ANEW, 'REFUSED 0 job GONE ()', 'END'],
    exit: 12,
    code: 'job_failed',
    looks: 2,
  },
  {
    what: 'rows to blame: without them',
    script: {
      ...seen({ kind: 'blamed', items: [{ index: 0, code: 'BAD', message: 'bad' }] }),
      settle: (_, count) =>
        count === 1 ? { kind: 'blamed', items: [{ index: 0, code: 'BAD', message: 'bad' }] } : done(1),
    },
    journal: [
      'REFUSED 0 content BAD (0)',
      'SPLIT 0 less 0: 0.0',
      'INTENT 0.0 (0-2 0)',
      'ACK 0.0 job2',
      'SETTLED 0.0 1 () 0',
      'END complete',
    ],
    exit: 3,
    looks: 2,
  },
  {
    what: 'refused for nobody knows which: halves',
    script: { ...seen(), settle: (_, count) => (count === 1 ? { kind: 'blamed', items: [] } : done(1)) },
    journal: [
      'REFUSED 0 content refused ()',
      'SPLIT 0 less : 0.0,0.1',
      'INTENT 0.0 (0-1 )',
      'ACK 0.0 job2',
      'SETTLED 0.0 1 () 0',
      'INTENT 0.1 (1-2 )',
      'ACK 0.1 job3',
      'SETTLED 0.1 1 () 0',
      'END complete',
    ],
    looks: 3,
  },
  {
    what: 'some rows refused, and some that nobody names',
    script: seen({
      kind: 'settled',
      outcome: { accepted: 0, refused: [{ index: 1, code: 'BAD', message: 'bad' }], unlisted: 1 },
    }),
    journal: ['SETTLED 0 0 (1) 1', 'END complete'],
    exit: 3,
    looks: 1,
  },
];

/** Requests of which more is known than the last answer says: earlier attempts, and what protects them. */
import { always, answering, BEGUN, SECOND, WELL, type Case } from './sending-case.js';
import { accepted, again, lost } from './scripted-answers.js';

const NONE = { target: { dedupe: { by: 'none', windowMs: 0 } } } as const;
const HOLD = { plan: { onAmbiguous: 'hold' } } as const;
const FAILURE = { said: 'broken', requestId: 'r1', isReplayed: false };

export const PAST: readonly Case[] = [
  {
    what: 'two jobs for one key',
    script: answering(lost({ answered: true, job: 'a' }), accepted('b')),
    journal: [...BEGUN, 'IN_DOUBT 0', ...SECOND.slice(0, 2), 'END'],
    exit: 6,
    requests: 3,
  },
  {
    what: 'one job, named twice',
    script: answering(lost({ answered: true, job: 'a' }), accepted('a')),
    journal: [...BEGUN, 'ACK 0 a', 'SETTLED 0 2 () 0', ...SECOND],
    requests: 3,
  },
  {
    what: 'no keys: it is said that it goes out again',
    script: { ...answering(lost(), again()), ...NONE },
    journal: [...BEGUN, 'AGAIN 0', 'SETTLED 0 2 () 0', ...SECOND],
    requests: 4,
  },
  {
    what: 'no keys, and busy: nobody needs to know',
    script: { ...answering(again()), ...NONE },
    journal: WELL,
    requests: 3,
  },
  {
    what: 'no keys, and answers that nobody understands: no other try',
    script: { ...always(lost({ meaning: 'unintelligible', answered: true })), ...NONE },
    journal: [...BEGUN, 'END'],
    exit: 12,
    code: 'answer_unintelligible',
    requests: 1,
  },
  {
    what: 'no keys, to be held',
    script: { ...answering(lost()), ...NONE, ...HOLD },
    journal: [...BEGUN, 'IN_DOUBT 0', ...SECOND.slice(0, 2), 'END'],
    exit: 6,
    requests: 2,
    waits: [],
  },
  {
    what: 'to be held, where keys protect',
    script: { ...answering(lost()), ...HOLD },
    journal: WELL,
    requests: 3,
  },
  {
    what: 'no keys, and a failure that is repeated: no memory of keys can be to blame',
    script: { ...always(lost({ answered: true, failure: FAILURE })), ...NONE, plan: { maxRetries: 4 } },
    journal: [...BEGUN, 'AGAIN 0', 'AGAIN 0', 'AGAIN 0', 'AGAIN 0', 'END'],
    exit: 5,
    requests: 5,
  },
  {
    what: 'no keys, and answers that nobody understands to what was not taken: tried again',
    script: { ...always(again({ meaning: 'unintelligible' })), ...NONE },
    journal: [...BEGUN, 'REFUSED 0 other answer_unintelligible ()', 'END'],
    exit: 12,
    code: 'answer_unintelligible',
    requests: 3,
    waits: [250, 500],
  },
  {
    what: 'no keys, to be held, and busy: what was not taken is waited for',
    script: { ...answering(again()), ...NONE, plan: { onAmbiguous: 'hold' } },
    journal: WELL,
    requests: 3,
    waits: [250],
  },
  {
    what: 'no keys, to be held, and answers that nobody understands',
    script: { ...answering(lost({ meaning: 'unintelligible', answered: true })), ...NONE, ...HOLD },
    journal: [...BEGUN, 'IN_DOUBT 0', ...SECOND.slice(0, 2), 'END'],
    exit: 6,
    requests: 2,
  },
];

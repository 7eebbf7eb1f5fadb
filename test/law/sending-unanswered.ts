/** Requests without a usable answer. */
import { always, answering, BEGUN, SECOND, WELL, type Case } from './sending-case.js';
import { accepted, again, applied, lost } from './scripted-answers.js';

const FAILURE = { said: 'broken', requestId: 'r1', isReplayed: false };

export const UNANSWERED: readonly Case[] = [
  { what: 'applied at once', script: answering(), journal: WELL, requests: 2 },
  {
    what: 'taken, and done later',
    script: answering(accepted('a')),
    journal: [...BEGUN, 'ACK 0 a', 'SETTLED 0 2 () 0', ...SECOND],
    requests: 2,
  },
  { what: 'busy twice', script: answering(again(), again()), journal: WELL, requests: 4, waits: [250, 500] },
  { what: 'without an answer twice', script: answering(lost(), lost()), journal: WELL, requests: 4, waits: [250, 500] },
  {
    what: 'always busy',
    script: always(again()),
    journal: [...BEGUN, 'REFUSED 0 other target_unavailable ()', 'END'],
    exit: 5,
    code: 'target_unavailable',
    requests: 3,
    waits: [250, 500],
  },
  {
    what: 'never an answer: it may be there',
    script: always(lost()),
    journal: [...BEGUN, 'END'],
    exit: 5,
    code: 'target_unavailable',
    requests: 3,
  },
  {
    what: 'no answer once, and busy then: it may be there still',
    script: always((count) => (count === 1 ? lost() : again())),
    journal: [...BEGUN, 'END'],
    exit: 5,
    code: 'target_unavailable',
    requests: 3,
  },
  {
    what: 'answers that nobody understands',
    script: always(lost({ meaning: 'unintelligible', answered: true })),
    journal: [...BEGUN, 'END'],
    exit: 12,
    code: 'answer_unintelligible',
    requests: 3,
  },
  {
    what: 'somebody who can not prove who it is: no other try',
    script: always(again({ meaning: 'untrusted', answered: false, isFinal: true })),
    journal: [...BEGUN, 'REFUSED 0 other service_untrusted ()', 'END'],
    exit: 12,
    code: 'service_untrusted',
    requests: 1,
    waits: [],
  },
  {
    what: 'asked to come back in an hour',
    script: always(again({ retryAfter: '3600' })),
    journal: [...BEGUN, 'REFUSED 0 other asked_to_wait ()', 'END'],
    exit: 5,
    code: 'asked_to_wait',
    requests: 1,
    waits: [],
  },
  { what: 'asked to wait', script: answering(again({ waitMs: 7_000 })), journal: WELL, requests: 3, waits: [7_125] },
  {
    what: 'answers that contradict themselves',
    script: always(lost({ meaning: 'contradiction', answered: true })),
    journal: [...BEGUN, 'IN_DOUBT 0', 'INTENT 1 (0-1 )', 'IN_DOUBT 1', 'END'],
    exit: 6,
    requests: 6,
  },
  {
    what: 'a failure that is kept under the key',
    script: { ...always(lost({ answered: true, failure: FAILURE })), plan: { maxRetries: 9 } },
    journal: [...BEGUN, 'IN_DOUBT 0', 'INTENT 1 (0-1 )', 'IN_DOUBT 1', 'END'],
    exit: 6,
    requests: 6,
  },
  {
    what: 'the same by its own word, without a name for it',
    script: {
      ...always(lost({ answered: true, failure: { ...FAILURE, requestId: null, isReplayed: true } })),
      plan: { maxRetries: 9 },
    },
    journal: [...BEGUN, 'IN_DOUBT 0', 'INTENT 1 (0-1 )', 'IN_DOUBT 1', 'END'],
    exit: 6,
    requests: 6,
  },
  {
    what: 'the same words of failures that nobody can tell apart are no echo',
    script: {
      ...always(lost({ answered: true, failure: { ...FAILURE, requestId: null } })),
      plan: { maxRetries: 4 },
    },
    journal: [...BEGUN, 'END'],
    exit: 5,
    requests: 5,
  },
  {
    what: 'other words are no echo, nor is one that was interrupted',
    script: {
      send: (sent, count) => {
        if (count > 4) return applied(sent);
        const said = count === 3 ? 'otherwise' : 'broken';
        return lost({ answered: true, failure: { ...FAILURE, said } });
      },
      plan: { maxRetries: 9 },
    },
    journal: WELL,
    requests: 6,
  },
  {
    what: 'another failure of the same words is no echo',
    script: {
      ...always((count) => lost({ answered: true, failure: { ...FAILURE, requestId: `r${count}` } })),
      plan: { maxRetries: 4 },
    },
    journal: [...BEGUN, 'END'],
    exit: 5,
    requests: 5,
  },
];

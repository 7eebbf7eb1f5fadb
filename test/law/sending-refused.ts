/** Requests that are refused, or need more than one step. */
import { always, answering, BEGUN, SECOND, type Case } from './sending-case.js';
import { again, applied, lost, refused } from './scripted-answers.js';

export const REFUSED: readonly Case[] = [
  {
    what: 'a credential that may not',
    script: always(refused('credential')),
    journal: [...BEGUN, 'REFUSED 0 other NO ()', 'END'],
    exit: 7,
    code: 'credential_refused',
    requests: 1,
  },
  {
    what: 'a credential that may not, and a copy that may be under way',
    script: always((count) => (count === 1 ? lost() : refused('credential'))),
    journal: [...BEGUN, 'END'],
    exit: 7,
    code: 'credential_refused',
    requests: 2,
  },
  {
    what: 'a credential that may not, behind a failure that says nothing of what was applied',
    script: always((count) => (count === 1 ? again({ unapplied: false }) : refused('credential'))),
    journal: [...BEGUN, 'END'],
    exit: 7,
    code: 'credential_refused',
    requests: 2,
  },
  {
    what: 'a credential that may not, behind an answer by which nothing was taken',
    script: always((count) => (count === 1 ? again() : refused('credential'))),
    journal: [...BEGUN, 'REFUSED 0 other NO ()', 'END'],
    exit: 7,
    code: 'credential_refused',
    requests: 2,
  },
  {
    what: 'a place that is not there, and a key of somebody else',
    script: always(refused('route')),
    journal: [...BEGUN, 'REFUSED 0 other NO ()', 'END'],
    exit: 12,
    code: 'route_refused',
    requests: 1,
  },
  {
    what: 'a key of somebody else',
    script: always(refused('key')),
    journal: [...BEGUN, 'REFUSED 0 other NO ()', 'END'],
    exit: 8,
    code: 'key_conflict',
    requests: 1,
  },
  {
    what: 'a row to blame, also of a copy that is under way',
    script: answering(lost(), refused('content', { index: 1 })),
    journal: [
      ...BEGUN,
      'REFUSED 0 content NO (1)',
      'SPLIT 0 less 1: 0.0',
      'INTENT 0.0 (0-2 1)',
      'SETTLED 0.0 1 () 0',
      ...SECOND,
    ],
    exit: 3,
    requests: 4,
  },
  {
    what: 'a row to blame that was not sent: halves',
    script: answering(refused('content', { index: 2 })),
    journal: [
      ...BEGUN,
      'REFUSED 0 content NO ()',
      'SPLIT 0 less : 0.0,0.1',
      'INTENT 0.0 (0-1 )',
      'SETTLED 0.0 1 () 0',
      'INTENT 0.1 (1-2 )',
      'SETTLED 0.1 1 () 0',
      ...SECOND,
    ],
    requests: 4,
  },
  {
    what: 'too large, until there is one row',
    script: {
      send: (sent) => (sent.rows.includes(1) ? refused('size') : applied(sent)),
    },
    journal: [
      ...BEGUN,
      'REFUSED 0 size NO ()',
      'SPLIT 0 less : 0.0,0.1',
      'INTENT 0.0 (0-1 )',
      'SETTLED 0.0 1 () 0',
      'INTENT 0.1 (1-2 )',
      'REFUSED 0.1 size NO ()',
      'SPLIT 0.1 less 1: ',
      ...SECOND,
    ],
    exit: 3,
    requests: 4,
  },
  {
    what: 'three refusals for one reason and nothing accepted: it is not the rows',
    script: always(refused('content')),
    journal: [
      ...BEGUN,
      'REFUSED 0 content NO ()',
      'SPLIT 0 less : 0.0,0.1',
      'INTENT 0.0 (0-1 )',
      'REFUSED 0.0 content NO ()',
      'SPLIT 0.0 less 0: ',
      'INTENT 0.1 (1-2 )',
      'REFUSED 0.1 content NO ()',
      'END',
    ],
    exit: 12,
    code: 'request_refused',
    requests: 3,
  },
  {
    what: 'too large every time: that is the rows',
    script: always(refused('size')),
    journal: [
      ...BEGUN,
      'REFUSED 0 size NO ()',
      'SPLIT 0 less : 0.0,0.1',
      'INTENT 0.0 (0-1 )',
      'REFUSED 0.0 size NO ()',
      'SPLIT 0.0 less 0: ',
      'INTENT 0.1 (1-2 )',
      'REFUSED 0.1 size NO ()',
      'SPLIT 0.1 less 1: ',
      'INTENT 1 (0-1 )',
      'REFUSED 1 size NO ()',
      'SPLIT 1 less 0: ',
      'END complete',
    ],
    exit: 3,
    requests: 4,
  },
  {
    what: 'a body that goes up first',
    script: {
      send: (sent, count) => {
        if (count === 1) return { kind: 'uploaded', file: 'f' };
        return sent.file === 'f'
          ? { kind: 'settled', outcome: { accepted: 2, refused: [], unlisted: 0 } }
          : applied(sent);
      },
    },
    journal: [...BEGUN, 'UPLOADED 0', 'SETTLED 0 2 () 0', ...SECOND],
    requests: 3,
  },
];

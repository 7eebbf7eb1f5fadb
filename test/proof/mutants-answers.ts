/** Mutants of what answers are taken for. */
import type { Mutant } from './mutant.js';
import { built, learnt, sources, worlds } from './mutants-judges.js';

const EXPERITURE = 'target/experiture.ts';
const VERDICTS = 'law/verdicts';

export const OF_ANSWERS: readonly Mutant[] = [
  {
    file: 'target/answer.ts',
    text: 'unapplied: response.status === TOO_MANY',
    into: 'unapplied: response.status >= TOO_MANY',
    deadly: 'a failure is taken for a request that was turned away unread',
    judge: worlds,
  },
  {
    file: EXPERITURE,
    text: 'const requestId = requestIdOf(response);\n  return {',
    into: "const requestId = requestIdOf(response);\n  if (response.status === LATER) return { kind: 'settled', outcome: { accepted: items, refused: [], unlisted: 0 } };\n  return {",
    deadly: 'a 202 is taken for the end',
    judge: worlds,
  },
  {
    file: EXPERITURE,
    text: "  if (response.status === LATER) return again(response, 'unintelligible', NO_JOB);\n",
    into: '',
    deadly: 'a 202 that names no job is believed',
    judge: sources(VERDICTS),
  },
  {
    file: EXPERITURE,
    text: 'if (accepted !== undefined && accepted !== items) {',
    into: 'if (accepted !== undefined && accepted > items) {',
    deadly: 'a service that took fewer rows than were sent is believed',
    judge: sources(VERDICTS),
  },
  {
    file: EXPERITURE,
    text: "if (response.status === 404) return { kind: 'missing' };",
    into: "if (response.status === 404) return { kind: 'failed', code: 'GONE', message: 'gone', committed: 0 };",
    deadly: 'a job that is not found is taken for one that failed',
    judge: worlds,
  },
  {
    file: EXPERITURE,
    text: 'committed: isProven ? 0 : undefined,',
    into: 'committed: 0,',
    deadly: 'rows of a failed job are rejected that it had applied',
    judge: learnt,
  },
  {
    file: 'target/experiture-outcome.ts',
    text: 'if (!(invalid <= items) || valid + invalid !== items) {',
    into: 'if (!(invalid <= items)) {',
    deadly: 'figures that do not add up are believed',
    judge: built('faults/keys', 'J7'),
  },
  {
    file: 'import/settle.ts',
    text: 'committed === 0 && !mayHaveRunBefore(line, part)',
    into: 'committed === 0',
    deadly: 'a job that failed rejects rows that another one had applied',
    judge: learnt,
  },
  {
    file: 'import/settle.ts',
    text: 'return missing < MOST_MISSING ? undefined : {',
    into: 'return missing < MOST_MISSING ? { kind: "settled", outcome: { accepted: items, refused: [], unlisted: 0 } } : {',
    deadly: 'a job that can not be seen yet is taken for one that ended',
    judge: worlds,
  },
  {
    file: 'target/http.ts',
    text: 'followRedirect: false,',
    into: 'followRedirect: true,',
    deadly: 'the credential goes to another address',
    judge: built('faults/endings', 'H14: 30. is not followed'),
  },
  {
    file: 'target/http.ts',
    text: "new Set(['ECONNREFUSED',",
    into: "new Set(['ECONNRESET', 'ECONNREFUSED',",
    deadly: 'a connection that broke is taken for one that never was',
    judge: learnt,
  },
  {
    file: 'target/retry.ts',
    text: 'asked === undefined ? backoff : asked + random * FLOOR_MS;',
    into: 'backoff;',
    deadly: 'Retry-After is not waited for',
    judge: sources('unit/retry'),
  },
];

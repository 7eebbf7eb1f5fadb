/** A script of a service's answers to requests, and what must come of it. */
import type { Verdict } from '../../src/target/verdict.js';
import type { Script } from './scripted.js';
import { applied, done } from './scripted-answers.js';

/** The service answers so, one request after the other, and all others it applies. */
export function answering(...answers: readonly Verdict[]): Script {
  return { send: (sent, count) => answers[count - 1] ?? applied(sent), settle: () => done() };
}

export function always(answer: Verdict | ((count: number) => Verdict)): Script {
  return { send: (_, count) => (typeof answer === 'function' ? answer(count) : answer), settle: () => done() };
}

export const BEGUN = ['BEGIN', 'INTENT 0 (0-2 )'];
export const SECOND = ['INTENT 1 (0-1 )', 'SETTLED 1 1 () 0', 'END complete'];
export const WELL = [...BEGUN, 'SETTLED 0 2 () 0', ...SECOND];

export interface Case {
  readonly what: string;
  readonly script: Script;
  /** Whole: of two rows, or of three, where there is a second chunk in it. */
  readonly journal: readonly string[];
  readonly exit?: number;
  readonly code?: string;
  readonly requests: number;
  readonly waits?: readonly number[];
}

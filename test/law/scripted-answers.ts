/** What a scripted service may answer. */
import type { Refusal, Settlement, Trouble, Verdict } from '../../src/target/verdict.js';
import type { Sent } from './scripted.js';

export function applied({ rows }: Sent): Verdict {
  return { kind: 'settled', outcome: { accepted: rows.length, refused: [], unlisted: 0 } };
}

export function done(accepted = 2): Settlement {
  return { kind: 'settled', outcome: { accepted, refused: [], unlisted: 0 } };
}

export function accepted(id = 'job'): Verdict {
  return { kind: 'accepted', receipt: { id, accepted: 2 } };
}

/** Busy, and said so. */
export function again(trouble: Partial<Trouble> = {}): Verdict & { readonly kind: 'again' } {
  const usual = { why: 'busy', meaning: 'unavailable', answered: true, unapplied: true } as const;
  return { kind: 'again', trouble: { ...usual, ...trouble } };
}

/** An answer that never came: the request may have been applied. */
export function lost(trouble: Partial<Trouble> = {}): Verdict & { readonly kind: 'again' } {
  return again({ why: 'no answer', answered: false, unapplied: false, ...trouble });
}

export function refused(about: Refusal['about'], more: Partial<Refusal> = {}): Verdict & { readonly kind: 'refused' } {
  return { kind: 'refused', refusal: { about, status: 400, code: 'NO', message: 'no', requestId: null, ...more } };
}

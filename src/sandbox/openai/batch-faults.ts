/** What faults do to a batch. */
import type { FiredFaults } from '../fault-plan.js';
import type { BatchError } from './batches.js';

/** The errors that a batch fails with because a fault says so; undefined where none does. */
export function spoiltErrors(fired: FiredFaults): readonly BatchError[] | undefined {
  const message = 'a fault that was asked for';
  if (fired.has('batch-fail')) return [{ code: 'internal_error', line: null, message, param: null }];
  const line = faultNumber(fired, 'batch-fail-line');
  return line === undefined ? undefined : [{ code: 'invalid_request', line, message, param: null }];
}

/** A fault's number; undefined if it doesn't fire. */
export function faultNumber(fired: FiredFaults, name: string): number | undefined {
  const value = fired.value(name);
  return value === undefined ? undefined : Number(value);
}

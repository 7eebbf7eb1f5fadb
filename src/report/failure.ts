import type { BatchctlError } from '../errors.js';
import type { FailureReport } from './report.js';

/** A failure as reports show it. */
export function failureReport({ code, message, hint }: BatchctlError): FailureReport {
  return hint === undefined ? { code, message } : { code, message, hint };
}

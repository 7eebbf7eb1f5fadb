/** Failures on standard error: what happened, and the way on. */
import type { BatchctlError } from '../errors.js';
import type { FailureReport } from '../report/report.js';
import { printable } from '../report/text.js';
import type { Surroundings } from './surroundings.js';

/** Tells people of a failure, with whatever a server or a file put into it made harmless. */
export function tellFailure(
  { stderr }: Surroundings,
  { message, hint }: Pick<BatchctlError, 'message' | 'hint'> | FailureReport,
): void {
  stderr.write(`batchctl: ${printable(message)}\n`);
  if (hint !== undefined) stderr.write(`batchctl: ${printable(hint)}\n`);
}

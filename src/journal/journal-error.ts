/** Why a journal can't be used, and how to go on: the same words for whoever opens it and whoever only looks. */
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import { DamagedJournal, ForeignJournal } from './replay.js';

/** A BatchctlError (state), whatever was thrown over the file at `path`. */
export function journalError(path: string, error: unknown): BatchctlError {
  if (error instanceof BatchctlError) return error;
  if (error instanceof ForeignJournal) {
    const hint = `go on with batchctl ${error.version}: the import is safe, and nothing was sent now`;
    return new BatchctlError(EXIT.state, 'journal_foreign', `${path} ${error.message}`, { cause: error, hint });
  }
  if (error instanceof DamagedJournal) {
    const hint =
      'bring back a copy of it; or move it away, and the same command begins anew and sends everything again';
    return new BatchctlError(EXIT.state, 'journal_damaged', `${path}: ${error.message}`, { cause: error, hint });
  }
  const message = `the journal ${path} can't be used: ${messageOf(error)}`;
  return new BatchctlError(EXIT.state, 'journal_unusable', message, {
    cause: error,
    hint: 'make room or give access there, then run the same command again: what is on disk is safe',
  });
}

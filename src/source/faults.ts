/** The ways in which a source fails, in words. */
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';

export function unreadable(path: string, error: unknown): BatchctlError {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
  };
  const reason = reasons[systemCode(error) ?? ''] ?? messageOf(error);
  return new BatchctlError(EXIT.source, 'source_unreadable', `${path} can't be read: ${reason}`, {
    cause: error,
    hint: 'name a file that is there, or run the same command again when this one can be read',
  });
}

export function changed(path: string, how: string): BatchctlError {
  const message = `${path} changed while it was read: it ${how}`;
  return new BatchctlError(EXIT.source, 'source_changed', message, {
    hint: 'when nothing writes to the file any more, run the same command again: it goes on where this run stopped',
  });
}

export type Packing = 'gzip' | 'zstd';

/** `byte` is how far the archive was read by then. */
export function corrupt(packing: Packing, path: string, what: string, byte: number): BatchctlError {
  const message = `${path} is a damaged ${packing} archive: ${what}, noticed at byte ${byte}`;
  return new BatchctlError(EXIT.source, 'archive_corrupt', message, {
    hint: `get it once more from where it came from (${packing} --test says whether it is whole); what isn't whole isn't imported`,
  });
}

/** A journal as the last run left it, made whole: it ends behind an entry, and all of it is on disk. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { readCheckpoint } from './checkpoint.js';
import { replay } from './replay.js';
import type { JournalState } from './state.js';

/** What is written and not yet synced is never more than this, so that whatever a killed run left undone is at the end of the file. */
export const UNSYNCED_BYTES = 1024 * 1024;

export interface Repaired {
  /** What its entries add up to; undefined where there are none. */
  readonly state: JournalState | undefined;
  readonly entries: number;
  /** Of the file. */
  readonly bytes: number;
  /** So many of them needn't be read again the next time. */
  readonly known: number;
}

/** May be called again where it failed. Throws DamagedJournal, ForeignJournal and the system's errors. */
export async function repair(path: string): Promise<Repaired> {
  // Not to append: on Linux, a file opened for that can't be written at any other place.
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const known = readCheckpoint(path, file.fd);
    const { state, entries, bytes, isUnended } = replay(file.fd, known);
    const { size } = await file.stat();
    if (size > bytes) await file.truncate(bytes);
    if (isUnended) await file.write('\n', bytes);
    const repaired = { state, entries, bytes: isUnended ? bytes + 1 : bytes, known: known?.bytes ?? 0 };
    if (repaired.bytes > 0) await secure(file, repaired.bytes);
    return repaired;
  } finally {
    await file.close();
  }
}

/**
 * The last run may have been killed before it synced, and what follows from its last entries is done now. Syncing alone is not enough:
 * where an earlier sync failed, the system has let go of what it was given, and says of the next one that all is well. So it is given
 * the end of the file again.
 */
async function secure(file: FileHandle, bytes: number): Promise<void> {
  const length = Math.min(bytes, UNSYNCED_BYTES);
  const end = Buffer.allocUnsafe(length);
  await file.read(end, 0, length, bytes - length);
  for (let done = 0; done < length;) {
    const { bytesWritten } = await file.write(end, done, length - done, bytes - length + done);
    done += bytesWritten;
  }
  await file.datasync();
}

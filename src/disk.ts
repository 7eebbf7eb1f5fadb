/** What the rooms that write have in common: names that are on disk, and files begun anew. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Makes what was created in a directory, or renamed there, durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file to write and read, for its owner only: emptied where it is there already, and never behind a link that somebody put there. */
export async function openAfresh(path: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  return await open(path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
}

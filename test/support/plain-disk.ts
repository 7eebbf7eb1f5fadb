/** A disk that does what it is asked for, and nothing else: no checkpoints. */
import type { Disk } from '../../src/journal/journal.js';

export const plainDisk: Disk = {
  checkpointBytes: Infinity,
  write: async (file, bytes) => await file.appendFile(bytes),
  sync: async (file) => await file.datasync(),
};

/** The audit: deletions that were asked for and what came of them, and what was decided of rows in doubt. Kept for good, written with `ndjson`. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import ndjson from 'ndjson';
import { syncDirectory } from '../disk.js';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { Decision } from './entry.js';
import { prepareStateDir } from './hold.js';
import type { Disk } from './journal.js';

const FILE = 'audit.ndjson';
const LF = 10;

/** No credential, and no row's content. */
export interface DeletionLine {
  /** ISO date. */
  readonly at: string;
  readonly command: 'delete-all';
  /** begun: before the first request · refused: nothing was deleted · unfinished: some of it may be gone. */
  readonly phase: 'begun' | 'done' | 'refused' | 'unfinished';
  readonly target: string;
  readonly baseUrl: string;
  readonly account: string | null;
  /** Null with `everyone`. */
  readonly user: string | null;
  readonly everyone: boolean;
  readonly pid: number;
  /** As the service told them, where it did. */
  readonly status?: string | null;
  readonly processed?: number;
  readonly successful?: number;
  readonly failed?: number;
  /** The code of the failure that ended it. */
  readonly error?: string;
}

/** Before the journal says so: one that a crash came behind may stand here twice. No row's content. */
interface DecisionLine {
  /** ISO date. */
  readonly at: string;
  readonly command: 'resolve';
  readonly decision: Decision;
  readonly importId: string;
  /** Of the import, as `status` shows it. */
  readonly run: string;
  readonly part: string;
  /** First and last row of the chunk that the part is of, and how many of them are its own. */
  readonly rows: readonly [first: number, last: number];
  readonly count: number;
  readonly key: string | null;
  /** The service's id of the job or batch, where it gave one. */
  readonly job: string | null;
  readonly reason: string;
  /** Who is logged in, where the environment says so. */
  readonly by: string | null;
  readonly pid: number;
}

type AuditLine = DeletionLine | DecisionLine;

export function auditPath(stateDir: string): string {
  return join(stateDir, FILE);
}

/** Appends a line. Resolves when it is on disk; throws a BatchctlError (state) where that can't be. */
export async function writeAudit(stateDir: string, line: AuditLine, disk: Disk): Promise<void> {
  const path = auditPath(stateDir);
  await prepareStateDir(stateDir);
  try {
    const file = await openFile(path);
    try {
      await disk.write(file, Buffer.from(`${await missingEnd(file)}${await encode(line)}`));
      await disk.sync(file);
    } finally {
      await file.close();
    }
    await syncDirectory(stateDir);
  } catch (error) {
    throw new BatchctlError(EXIT.state, 'audit_unwritable', `${path} can't be written: ${messageOf(error)}`, {
      cause: error,
      hint: 'make room or give access there, or name another place with --state-dir PATH',
    });
  }
}

function openFile(path: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  return open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
}

/** A line that a full disk cut short must not take the next one with it. */
async function missingEnd(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  if (size === 0) return '';
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === LF ? '' : '\n';
}

async function encode(line: AuditLine): Promise<string> {
  const encoder = ndjson.stringify();
  encoder.end(line);
  let text = '';
  for await (const piece of encoder) text += String(piece);
  return text;
}

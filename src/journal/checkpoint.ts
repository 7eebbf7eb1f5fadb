/**
 * What a journal's entries up to one of them add up to, beside the journal: so that a long one needn't be read from its beginning. It is
 * never needed, and believed only where the journal says at that place what it said then: without one, or with one that isn't whole, all
 * of the journal is read.
 */
import { readFileSync, readSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { openAfresh } from '../disk.js';
import { ChunkTable, type TableCopy } from './chunk-table.js';
import { encodeLine } from './codec.js';
import type { JournalState, PartState } from './state.js';

/** Another one whenever a state or a part of it has other members: what a version of batchctl with another format has left is passed over. */
const FORMAT = `1 ${endianness()}`;
const LF = 10;
const CRC_BYTES = 4;

/** Up to where a journal is known. */
export interface Known {
  readonly state: JournalState;
  /** So many entries are in it. */
  readonly entries: number;
  /** So many bytes of the file they are. */
  readonly bytes: number;
}

/** The first line of a checkpoint. A line for each part stands behind it, then the columns of the chunks, and a CRC-32 of it all. */
interface Head {
  readonly format: string;
  readonly entries: number;
  readonly bytes: number;
  /** The journal's line that ends there. */
  readonly last: string;
  readonly table: TableCopy;
  readonly rest: Omit<JournalState, 'chunks' | 'parts'>;
}

/** Where the checkpoint of a journal is. */
export function checkpointPath(journal: string): string {
  return journal.replace(/\.ndjson$/, '.checkpoint');
}

/** `last` is the journal's last line that is known, its newline included. */
export function encodeCheckpoint({ state, entries, bytes }: Known, last: string): Buffer {
  const { chunks, parts, ...rest } = state;
  const head: Head = { format: FORMAT, entries, bytes, last, table: chunks.copy(), rest };
  // Line by line: all of it may be longer than a string can be.
  const lines = [head, ...parts.values()].map((thing) => Buffer.from(`${JSON.stringify(thing)}\n`));
  const checkpoint = Buffer.concat([...lines, chunks.columns(), Buffer.alloc(CRC_BYTES)]);
  const end = checkpoint.length - CRC_BYTES;
  checkpoint.writeUInt32LE(crc32(checkpoint.subarray(0, end)), end);
  return checkpoint;
}

/** Puts a checkpoint in the place of the one before. Where that fails the journal is read from where it can be: nothing is thrown. */
export async function writeCheckpoint(journal: string, checkpoint: Buffer): Promise<void> {
  const path = checkpointPath(journal);
  try {
    const file = await openAfresh(`${path}.new`);
    try {
      await file.writeFile(checkpoint);
    } finally {
      await file.close();
    }
    // Not synced: one that a loss of power leaves in pieces doesn't fit its CRC.
    await rename(`${path}.new`, path);
  } catch {
    await rm(`${path}.new`, { force: true }).catch(() => undefined);
  }
}

/** What is known of the journal in an open file; undefined where all of it has to be read. */
export function readCheckpoint(journal: string, fd: number): Known | undefined {
  const known = findCheckpoint(checkpointPath(journal));
  if (known === undefined) return undefined;
  const first = encodeLine(known.state.begin, 0);
  const isOfThis = holds(fd, 0, first) && holds(fd, known.bytes - Buffer.byteLength(known.last), known.last);
  return isOfThis ? known : undefined;
}

function findCheckpoint(path: string): (Known & Pick<Head, 'last'>) | undefined {
  try {
    return decodeCheckpoint(readFileSync(path));
  } catch {
    // There is none, or it is not what was written.
    return undefined;
  }
}

/** Throws where it isn't one, or one of another format. */
function decodeCheckpoint(checkpoint: Buffer): Known & Pick<Head, 'last'> {
  const end = checkpoint.length - CRC_BYTES;
  const content = checkpoint.subarray(0, end);
  if (crc32(content) !== checkpoint.readUInt32LE(end)) throw new Error('it is damaged');
  const { format, entries, bytes, last, table, rest }: Head = JSON.parse(lineAt(content, 0));
  if (format !== FORMAT) throw new Error('it is of another format');
  const parts = new Map<string, PartState>();
  const columns = end - ChunkTable.bytes(table);
  for (let at = content.indexOf(LF) + 1; at < columns; at = content.indexOf(LF, at) + 1) {
    const part: PartState = JSON.parse(lineAt(content, at));
    parts.set(part.id, part);
  }
  const chunks = ChunkTable.from(table, content.subarray(columns));
  return { state: { ...rest, chunks, parts }, entries, bytes, last };
}

function lineAt(content: Buffer, at: number): string {
  return content.toString('utf8', at, content.indexOf(LF, at));
}

/** Whether a text stands at this place of a file. */
function holds(fd: number, position: number, text: string): boolean {
  const expected = Buffer.from(text);
  const found = Buffer.alloc(expected.length);
  return readSync(fd, found, 0, found.length, position) === found.length && found.equals(expected);
}

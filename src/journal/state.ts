/** What is known of an import: what its journal's entries add up to. */
import type { ItemRefusal, Position, Receipt, SourceIdentity, WrittenFile } from '../record.js';
import type { ChunkTable } from './chunk-table.js';
import type { Begin, CredentialMark, Decision, End, Intent, Moment, Refused, Split } from './entry.js';

/**
 * sent: a request may be under way or applied · refused: nothing was applied · accepted: a job is running · split: see its children ·
 * settled, doubt: final.
 */
type Phase = 'sent' | 'refused' | 'accepted' | 'split' | 'settled' | 'doubt';

/** Where one part stands. */
export interface PartState {
  readonly id: string;
  intent: Intent;
  phase: Phase;
  /** When the oldest request that can still be alive was announced: the first INTENT after the last refusal. */
  sentSince: Moment;
  refusal?: Refused;
  /** The file at the service that holds the body. */
  uploaded: string | undefined;
  /** It was sent again though it may have been applied: its rows may be there twice. */
  isRepeated: boolean;
  /** A job of these rows, whole or with others, came to nothing and could not be believed: what it had applied isn't known. */
  mayBeApplied: boolean;
  receipt?: Receipt;
  split?: Split;
  accepted: number;
  /** Refused items, by their index in the chunk. */
  refused: readonly ItemRefusal[];
  unlisted: number;
  doubt?: string;
  /** What was decided of its doubt, until it is announced as a new request. */
  decision: Decision | undefined;
}

export interface JournalState {
  readonly begin: Begin;
  source: SourceIdentity;
  credential: CredentialMark | null;
  readonly chunks: ChunkTable;
  /**
   * Chunks and the parts of split ones, by id, in the order in which they were announced. A chunk that was accepted whole at its first
   * request is here no longer: there is nothing to do and nothing to tell of it but what the table has.
   */
  readonly parts: Map<string, PartState>;
  rejects: WrittenFile | null;
  results: WrittenFile | null;
  /** What it brought was deleted again, or is being deleted. */
  deletion: 'begun' | 'done' | undefined;
  /** The last orderly end, if there was one. */
  end: End | undefined;
  /** That end was of a complete import, and nothing was written behind it. */
  complete: boolean;
}

/** Behind the last chunk that was cut; undefined where none was. */
export function cutUpTo({ chunks }: JournalState): Position | undefined {
  return chunks.count === 0 ? undefined : chunks.end(chunks.count - 1);
}

/** Nothing of this import can have reached the service's data: nothing was sent, or all of it was refused whole. */
export function isUnapplied({ chunks, parts }: JournalState): boolean {
  if (chunks.whole.chunks > 0) return false;
  return [...parts.values()].every(
    ({ phase, intent }) => intent.key === null || phase === 'refused' || phase === 'split',
  );
}

/** The id of a chunk, and not of a part of a split one. */
export function isWholeChunk(id: string): boolean {
  return !id.includes('.');
}

/** Chunks of which there is more to say than that they were accepted whole, in the order of the source. */
export function openChunks({ parts }: JournalState): PartState[] {
  return [...parts.values()].filter(({ id }) => isWholeChunk(id));
}

/** The parts that somebody has to decide about. In the order of the source, but for parts of one chunk. */
export function inDoubt({ parts }: JournalState): PartState[] {
  return [...parts.values()].filter(({ phase }) => phase === 'doubt');
}

/** Whether it is a chunk all of whose rows were accepted at its first request. */
export function wasAcceptedWhole({ chunks, parts }: JournalState, id: string): boolean {
  return /^\d+$/.test(id) && Number(id) < chunks.count && !parts.has(id);
}

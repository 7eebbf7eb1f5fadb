/** What the journal's entries add up to: a fold, the same while a run goes on and when a later one opens the file. */
import type { ItemRefusal, Position, Receipt, SourceIdentity, WrittenFile } from '../record.js';
import type { Begin, CredentialMark, Decision, End, Entry, Intent, Moment, Refused, Resolved, Split } from './entry.js';

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
  /** Whole chunks, in source order. */
  readonly chunks: PartState[];
  /** Chunks and the parts of split ones, by id. */
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

/** The state after `entry`; `state` is changed in place, and undefined before BEGIN. Throws where the entry can't stand there. */
export function fold(state: JournalState | undefined, entry: Entry): JournalState {
  if (entry.type === 'BEGIN') {
    if (state !== undefined) throw new Error('a second BEGIN');
    const { source, credential, rejects } = entry;
    const chunks: PartState[] = [];
    const last = { rejects, results: null, deletion: undefined, end: undefined, complete: false };
    return { begin: entry, source, credential, chunks, parts: new Map(), ...last };
  }
  if (state === undefined) throw new Error(`${entry.type} before BEGIN`);
  if (!leavesAsItWas(entry)) state.complete = entry.type === 'END' && entry.complete;
  if (entry.type === 'SOURCE') state.source = entry.source;
  else if (entry.type === 'CREDENTIAL') state.credential = entry.credential;
  else if (entry.type === 'DELETED') state.deletion = entry.how === 'refused' ? undefined : entry.how;
  else if (entry.type === 'END') foldEnd(state, entry);
  else if (entry.type === 'INTENT') foldIntent(state, entry);
  else foldFact(partOf(state, entry.part), entry);
  return state;
}

/** A deletion that the service refused is as if it hadn't been asked for; and all that there is may be found in another place. */
function leavesAsItWas(entry: Entry): boolean {
  return entry.type === 'DELETED' || (entry.type === 'SOURCE' && entry.isAll === true);
}

function foldEnd(state: JournalState, end: End): void {
  state.end = end;
  state.rejects = end.rejects ?? state.rejects;
  state.results = end.results ?? state.results;
}

function foldIntent(state: JournalState, intent: Intent): void {
  const known = state.parts.get(intent.part);
  const isEmpty = intent.key === null;
  if (known !== undefined) {
    if (known.phase === 'refused') known.sentSince = intent.moment;
    known.intent = intent;
    known.phase = 'sent';
    known.decision = undefined;
    return;
  }
  const part: PartState = {
    id: intent.part,
    intent,
    phase: isEmpty ? 'settled' : 'sent',
    sentSince: intent.moment,
    uploaded: undefined,
    isRepeated: false,
    mayBeApplied: state.parts.get(parentOf(intent.part))?.mayBeApplied ?? false,
    accepted: 0,
    refused: [],
    unlisted: 0,
    decision: undefined,
  };
  state.parts.set(part.id, part);
  if (!part.id.includes('.')) state.chunks.push(part);
}

/** The part that was split into this one and others; of a whole chunk, none. */
function parentOf(part: string): string {
  return part.slice(0, Math.max(0, part.lastIndexOf('.')));
}

type Fact = Exclude<Entry, { type: 'BEGIN' | 'SOURCE' | 'CREDENTIAL' | 'END' | 'INTENT' | 'DELETED' }>;

function foldFact(part: PartState, fact: Fact): void {
  // Facts are monotone: what is settled stays settled, whatever is written behind it.
  if (part.phase === 'settled') return;
  switch (fact.type) {
    case 'UPLOADED':
      part.uploaded = fact.file;
      return;
    case 'AGAIN':
      part.isRepeated = true;
      return;
    case 'REFUSED':
      part.phase = 'refused';
      part.refusal = fact;
      part.mayBeApplied ||= fact.about === 'job';
      part.uploaded = undefined;
      return;
    case 'SPLIT':
      part.phase = 'split';
      part.split = fact;
      part.refused = fact.taken;
      return;
    case 'ACK':
      part.phase = 'accepted';
      part.receipt = fact.receipt;
      return;
    case 'SETTLED':
      part.phase = 'settled';
      part.accepted = fact.accepted;
      part.refused = fact.refused;
      part.unlisted = fact.unlisted;
      return;
    case 'IN_DOUBT':
      part.phase = 'doubt';
      part.doubt = fact.reason;
      return;
    case 'RESOLVED':
      if (part.phase === 'doubt') foldResolved(part, fact);
      return;
    default:
      throw new Error(`an entry of an unknown kind: ${unknownKind(fact)}`);
  }
}

/** A part that is to be sent again goes on as after a job that came to nothing. */
function foldResolved(part: PartState, { decision, accepted, refused, at }: Resolved): void {
  part.decision = decision;
  part.accepted = accepted;
  part.refused = refused;
  part.phase = decision === 'resend' ? 'refused' : 'settled';
  if (decision !== 'resend') return;
  part.uploaded = undefined;
  const said = { status: 0, code: 'resend', message: `nothing of it was there, by the word of ${at}` };
  part.refusal = { type: 'REFUSED', part: part.id, about: 'job', ...said, requestId: null, blamed: [] };
}

/** What a file holds may be of a later version, whatever the type says. */
function unknownKind({ type }: { readonly type: string }): string {
  return type;
}

function partOf(state: JournalState, id: string): PartState {
  const part = state.parts.get(id);
  if (part === undefined) throw new Error(`part ${id} without INTENT`);
  return part;
}

/** Behind the last chunk that was cut; undefined where none was. */
export function cutUpTo(state: JournalState): Position | undefined {
  return state.chunks.at(-1)?.intent.end;
}

/** Nothing of this import can have reached the service's data: nothing was sent, or all of it was refused whole. */
export function isUnapplied(state: JournalState): boolean {
  const parts = [...state.parts.values()];
  return parts.every(({ phase, intent }) => intent.key === null || phase === 'refused' || phase === 'split');
}

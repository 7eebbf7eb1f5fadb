/** What each entry makes of what is known: the same while a run goes on and when a later one opens the file. */
import { ChunkTable } from './chunk-table.js';
import type { End, Entry, Intent, Resolved } from './entry.js';
import { isWholeChunk, wasAcceptedWhole, type JournalState, type PartState } from './state.js';

/** The state after `entry`; `state` is changed in place, and undefined before BEGIN. Throws where the entry can't stand there. */
export function fold(state: JournalState | undefined, entry: Entry): JournalState {
  if (entry.type === 'BEGIN') {
    if (state !== undefined) throw new Error('a second BEGIN');
    const { source, credential, rejects } = entry;
    const chunks = new ChunkTable();
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
  else foldFactOf(state, entry);
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
    phase: intent.key === null ? 'settled' : 'sent',
    sentSince: intent.moment,
    uploaded: undefined,
    isRepeated: false,
    mayBeApplied: state.parts.get(parentOf(intent.part))?.mayBeApplied ?? false,
    accepted: 0,
    refused: [],
    unlisted: 0,
    decision: undefined,
  };
  if (isWholeChunk(part.id)) addChunk(state, intent);
  state.parts.set(part.id, part);
}

function addChunk({ chunks }: JournalState, intent: Intent): void {
  if (intent.part !== String(chunks.count)) throw new Error(`chunk ${intent.part} where ${chunks.count} was due`);
  chunks.add(intent);
}

/** The part that was split into this one and others; of a whole chunk, none. */
function parentOf(part: string): string {
  return part.slice(0, Math.max(0, part.lastIndexOf('.')));
}

type Fact = Exclude<Entry, { type: 'BEGIN' | 'SOURCE' | 'CREDENTIAL' | 'END' | 'INTENT' | 'DELETED' }>;

function foldFactOf(state: JournalState, fact: Fact): void {
  const { chunks, parts } = state;
  const part = parts.get(fact.part);
  if (part === undefined && !wasAcceptedWhole(state, fact.part)) throw new Error(`part ${fact.part} without INTENT`);
  // Facts are monotone: what is settled stays settled, whatever is written behind it.
  if (part === undefined || part.phase === 'settled') return;
  foldFact(part, fact);
  if (!hasNothingToTell(part)) return;
  chunks.addWhole(Number(part.id), part.receipt?.id);
  parts.delete(part.id);
}

/** A chunk that was sent once and accepted whole. What was put together from a file at the service has results to be read. */
function hasNothingToTell(part: PartState): boolean {
  const { start, end } = part.intent;
  if (part.phase !== 'settled' || part.accepted !== end.row - start.row || !isWholeChunk(part.id)) return false;
  if (part.refused.length > 0 || part.unlisted > 0 || part.isRepeated) return false;
  return part.refusal === undefined && part.uploaded === undefined && part.decision === undefined;
}

function foldFact(part: PartState, fact: Fact): void {
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

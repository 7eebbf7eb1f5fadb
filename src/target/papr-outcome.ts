/** Which memories of a batch Papr took: the body says it, whatever the status says. */
import type { ItemRefusal, Outcome } from '../record.js';
import { again, asCount, asId, asObject, asText, requestIdOf, type Json } from './answer.js';
import type { HttpResponse } from './http.js';
import type { Settlement, Verdict } from './verdict.js';

/** Undefined where the answer says nothing of single memories: then it is one about the whole request. */
export function readBatch(response: HttpResponse, answer: Json | undefined, items: number): Verdict | undefined {
  if (answer === undefined) return undefined;
  const requestId = requestIdOf(response);
  const batch = response.status < 300 ? pendingBatch(answer) : undefined;
  if (batch !== undefined) {
    return { kind: 'accepted', receipt: { id: batch, accepted: items, ...(requestId === null ? {} : { requestId }) } };
  }
  const outcome = readOutcome(answer, items);
  if (outcome === undefined) return undefined;
  if (typeof outcome !== 'string') return { kind: 'settled', outcome };
  return again(response, 'contradiction', outcome);
}

/** Taken, and worked on behind the answer: it counts nothing yet and names a batch. */
function pendingBatch(answer: Json): string | undefined {
  const details = asObject(answer['details']);
  const id = asId(answer['batch_id']) ?? asId(details?.['batch_id']);
  const isPending = details?.['status'] === 'processing' || answer['status'] === 'processing';
  return isPending || answer['total_processed'] === 0 ? id : undefined;
}

/** What became of every item, or what in the answer contradicts itself; undefined where it isn't about items. */
function readOutcome(answer: Json, items: number): Outcome | string | undefined {
  const successful = listOf(answer, 'successful');
  const errors = listOf(answer, 'errors');
  if (successful === undefined || errors === undefined) return undefined;
  const refused = errors.map(refusalOf);
  if (refused.some((refusal) => refusal === undefined)) return successful.length === 0 ? undefined : STRAY;
  const named = refused.filter((refusal) => refusal !== undefined);
  const indexes = new Set(named.map(({ index }) => index));
  if (indexes.size !== named.length || named.some(({ index }) => index >= items)) return STRAY;
  if (successful.length + named.length !== items) {
    return `the service says that it took ${successful.length} memories and refused ${named.length} of a request with ${items}`;
  }
  // Those that it took stand in the order of the request, without their places.
  const places = Array.from({ length: items }, (_, index) => index).filter((index) => !indexes.has(index));
  const hidden = successful.flatMap((entry, position) => hiddenRefusal(entry, places[position] ?? 0) ?? []);
  const all = [...named, ...hidden].toSorted((one, two) => one.index - two.index);
  return { accepted: items - all.length, refused: all, unlisted: 0 };
}

const STRAY = 'the list of refused memories does not fit the request that was sent';

function listOf(answer: Json, name: string): readonly unknown[] | undefined {
  const list = answer[name];
  return Array.isArray(list) ? list : undefined;
}

/** Undefined for an error that is about no single memory: its index is -1. */
function refusalOf(entry: unknown): ItemRefusal | undefined {
  const error = asObject(entry);
  const index = asCount(error?.['index']);
  if (error === undefined || index === undefined) return undefined;
  return { index, code: codeOf(error), message: asText(error['error']) ?? 'refused, and the service does not say why' };
}

/** An entry among the successful ones that is an error itself. */
function hiddenRefusal(entry: unknown, index: number): ItemRefusal | undefined {
  const found = asObject(entry);
  const code = asCount(found?.['code']);
  const isError = (code !== undefined && code >= 400) || found?.['status'] === 'error';
  if (found === undefined || !isError) return undefined;
  return { index, code: codeOf(found), message: asText(found['error']) ?? 'failed, and the service does not say why' };
}

function codeOf({ code }: Json): string {
  return typeof code === 'number' || typeof code === 'string' ? `papr_${code}` : 'refused';
}

const DONE = new Set(['completed', 'complete', 'success', 'succeeded', 'partial']);
const FAILED = new Set(['failed', 'error', 'cancelled', 'canceled']);

/** The answer to a question for a batch. Its shape isn't documented, so whatever it has in common with a batch's own answer is used. */
export function readStatus({ status }: HttpResponse, answer: Json | undefined, items: number): Settlement | undefined {
  const state = asText(answer?.['status'])?.toLowerCase();
  if (status !== 200 || answer === undefined || state === undefined) return undefined;
  return DONE.has(state) || FAILED.has(state) ? readEnd(state, answer, items) : { kind: 'running', state };
}

function readEnd(state: string, answer: Json, items: number): Settlement {
  const counts = countsOf(answer, items);
  const { refused, failed, taken } = counts;
  if (isSound(counts, items)) {
    return { kind: 'settled', outcome: { accepted: taken, refused, unlisted: failed - refused.length } };
  }
  if (DONE.has(state)) {
    return { kind: 'broken', why: `the service counts ${taken} memories taken and ${failed} refused of ${items}` };
  }
  const said = asText(answer['error']) ?? asText(answer['message']);
  const message = said ?? 'the batch failed, and the service does not say why';
  return { kind: 'failed', code: 'batch_failed', message, committed: taken === 0 ? 0 : undefined };
}

interface Counts {
  readonly refused: readonly ItemRefusal[];
  readonly failed: number;
  readonly taken: number;
}

function countsOf(answer: Json, items: number): Counts {
  const refused = (listOf(answer, 'errors') ?? []).flatMap((entry) => refusalOf(entry) ?? []);
  const failed = asCount(answer['total_failed']) ?? asCount(answer['failed']) ?? refused.length;
  const taken = asCount(answer['total_successful']) ?? asCount(answer['successful']) ?? items - failed;
  return { refused, failed, taken };
}

function isSound({ refused, failed, taken }: Counts, items: number): boolean {
  const indexes = new Set(refused.map(({ index }) => index));
  const isList = indexes.size === refused.length && refused.length <= failed;
  // One figure alone may count more failures than there are items.
  return taken >= 0 && taken + failed === items && isList && refused.every(({ index }) => index < items);
}

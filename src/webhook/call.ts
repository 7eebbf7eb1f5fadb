import { bodyText, headerOf, type IncomingCall } from './incoming.js';
import { jsonTree, type JsonTree } from './json-tree.js';

/** What a call says about a batch. It is a hint to ask the service, never a fact. Null: it doesn't say. */
export interface BatchNews {
  /** Papr's direct calls name a batch that no answer ever named. */
  readonly batchId: string | null;
  /** `batch_completed` in the body, or `batch.completed` in X-Webhook-Event. */
  readonly event: string | null;
  /** The vendor's word, such as `success`, `completed`, `partial`, `error` or `failed`. */
  readonly status: string | null;
  readonly successful: number | null;
  readonly failed: number | null;
  /** The delivery's id (`webhook-id`): a call that comes twice has the same. */
  readonly id: string | null;
}

const SUCCESSFUL = ['total_successful', 'successful_memories', 'successful'];
const FAILED = ['total_failed', 'failed_memories', 'failed'];

/**
 * Reads the three shapes of Papr's calls, and of any other what is named alike. Texts are as the caller wrote them, to be
 * escaped before they are shown. Never throws: a body that can't be read says nothing.
 */
export function readCall(call: IncomingCall): BatchNews {
  const text = bodyText(call.body);
  const body = membersOf(text === undefined ? undefined : jsonTree(text));
  // One of the shapes has the figures a level further down.
  const places = [body, membersOf(body.get('results'))];
  return {
    batchId: textOf(body.get('batch_id')),
    event: textOf(body.get('event')) ?? headerOf(call, 'x-webhook-event') ?? null,
    status: first(places, ['status'], textOf),
    successful: first(places, SUCCESSFUL, countOf),
    failed: first(places, FAILED, countOf),
    id: headerOf(call, 'webhook-id') ?? null,
  };
}

/** The body is a JSON object, as all of the shapes are. */
export function isReadable({ body }: Pick<IncomingCall, 'body'>): boolean {
  const text = bodyText(body);
  return text !== undefined && jsonTree(text) instanceof Map;
}

type Members = ReadonlyMap<string, JsonTree>;

const NONE: Members = new Map();

function membersOf(tree: JsonTree | undefined): Members {
  return tree instanceof Map ? tree : NONE;
}

/** The first of these names, in the first of these places, that holds such a value. */
function first<T>(
  places: readonly Members[],
  names: readonly string[],
  read: (tree: JsonTree | undefined) => T | null,
): T | null {
  for (const place of places) {
    for (const name of names) {
      const value = read(place.get(name));
      if (value !== null) return value;
    }
  }
  return null;
}

/** A string that isn't empty. */
function textOf(tree: JsonTree | undefined): string | null {
  if (typeof tree !== 'string' || !tree.startsWith('"')) return null;
  return String(JSON.parse(tree)) || null;
}

/** A whole number from 0 that JavaScript can hold. */
function countOf(tree: JsonTree | undefined): number | null {
  if (typeof tree !== 'string' || !/^\d+$/.test(tree)) return null;
  const count = Number(tree);
  return Number.isSafeInteger(count) ? count : null;
}

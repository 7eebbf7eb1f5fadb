/** What a memory must be: the model that refuses the whole request, and what only the item itself is refused for. */
import { Buffer } from 'node:buffer';
import {
  checkOptional,
  checkTexts,
  isObject,
  isTexts,
  textOf,
  Unprocessable,
  type Complaint,
  type Json,
  type Place,
} from './papr-validation.js';

/** Bytes of UTF-8 in one content. Fifty such items are the 750,000 bytes of a batch: that limit needs no check of its own. */
const MOST_CONTENT_BYTES = 15_000;

/** Every key of an item that the vendor's model names; it forbids all others. */
const KEYS: ReadonlySet<string> = new Set([
  'content',
  'context',
  'external_user_id',
  'graph_generation',
  'link_to',
  'memory_policy',
  'metadata',
  'namespace_id',
  'organization_id',
  'policy',
  'relationships_json',
  'type',
  'user_id',
]);
const TEXTS = ['external_user_id', 'namespace_id', 'organization_id', 'user_id'];
const TYPES: ReadonlySet<unknown> = new Set(['text', 'code_snippet', 'document']);

/** One memory of a request. */
export interface PaprItem {
  /** The item's JSON as it was received. */
  readonly text: string;
  readonly content: string;
  readonly userId: string | null;
  readonly externalUserId: string | null;
  readonly namespaceId: string | null;
  /** Why this item alone is refused. */
  readonly problem?: string;
}

/** What the model says against an item; empty where it fits. */
export function checkItem(item: unknown, place: Place): readonly Complaint[] {
  if (!isObject(item))
    return [{ loc: place, msg: 'Input should be a valid dictionary', type: 'model_type', input: item }];
  return [
    ...checkContent(item, place),
    ...checkType(item, place),
    ...checkTexts(item, place, TEXTS),
    ...checkOptional(item, place, {
      name: 'context',
      holds: Array.isArray,
      type: 'list_type',
      msg: 'Input should be a valid list',
    }),
    ...checkMetadata(item, place),
    ...Object.keys(item)
      .filter((key) => !KEYS.has(key))
      .map((key) => extraKey([...place, key], item[key])),
  ];
}

/** The complaint about a key that the model doesn't have. */
export function extraKey(loc: Place, input?: unknown): Complaint {
  return { loc, msg: 'Extra inputs are not permitted', type: 'extra_forbidden', input };
}

/**
 * An item that the model has nothing against; what it doesn't say about its user is taken from `shared`.
 * Throws Unprocessable for a content that is too long: the vendor names its size and not its index.
 */
export function readItem(item: Json, text: string, shared: Json): PaprItem {
  const content = textOf(item, 'content') ?? '';
  const bytes = Buffer.byteLength(content);
  if (bytes > MOST_CONTENT_BYTES) {
    const msg = `Value error, a content of ${bytes} bytes is over the limit of ${MOST_CONTENT_BYTES}`;
    throw new Unprocessable([{ loc: ['body'], msg, type: 'value_error' }]);
  }
  const own = (name: string): string | null => textOf(item, name) ?? textOf(shared, name);
  const ids = { userId: own('user_id'), externalUserId: own('external_user_id'), namespaceId: own('namespace_id') };
  const problem = itemProblem(item, content);
  return { text, content, ...ids, ...(problem === undefined ? {} : { problem }) };
}

function checkContent(item: Json, place: Place): readonly Complaint[] {
  const loc = [...place, 'content'];
  if (!Object.hasOwn(item, 'content')) return [{ loc, msg: 'Field required', type: 'missing', input: item }];
  const input = item['content'];
  return typeof input === 'string' ? [] : [{ loc, msg: 'Input should be a valid string', type: 'string_type', input }];
}

function checkType(item: Json, place: Place): readonly Complaint[] {
  const input = item['type'];
  if (input === undefined || TYPES.has(input)) return [];
  const msg = "Input should be 'text', 'code_snippet' or 'document'";
  return [{ loc: [...place, 'type'], msg, type: 'enum', input }];
}

/** Metadata takes any field; the custom fields are flat. */
function checkMetadata(item: Json, place: Place): readonly Complaint[] {
  const rule = { holds: isObject, type: 'dict_type', msg: 'Input should be a valid dictionary' };
  const inner = [...place, 'metadata'];
  const metadata = item['metadata'];
  if (!isObject(metadata)) return checkOptional(item, place, { ...rule, name: 'metadata' });
  const custom = metadata['customMetadata'];
  if (!isObject(custom)) return checkOptional(metadata, inner, { ...rule, name: 'customMetadata' });
  const msg = 'Input should be a string, a number, a boolean or a list of strings';
  return Object.entries(custom)
    .filter(([, value]) => !['string', 'number', 'boolean'].includes(typeof value) && !isTexts(value))
    .map(([name, input]) => ({ loc: [...inner, 'customMetadata', name], msg, type: 'value_error', input }));
}

/** Blank content is the vendor's own rule. The one about topics is this server's: something has to fail item by item. */
function itemProblem({ metadata }: Json, content: string): string | undefined {
  if (content.trim() === '') return 'Memory content cannot be empty';
  const topics = (isObject(metadata) ? metadata['topics'] : null) ?? null;
  const fits = topics === null || typeof topics === 'string' || isTexts(topics);
  return fits ? undefined : 'Memory topics must be a list of strings';
}

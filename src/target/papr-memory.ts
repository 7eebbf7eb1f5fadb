/** A row as one of Papr's memories. */
import { createHash } from 'node:crypto';
import { BatchctlError, EXIT } from '../errors.js';
import type { Fault, Fields } from '../record.js';
import type { Sample, Shaping } from './shaping.js';
import type { Settings } from './scope.js';
import { textColumn } from './text-column.js';

/** UTF-8 bytes of one memory's content, by the service's own check. */
const MOST_CONTENT = 15_000;

/** Columns that have a place of their own in a memory; all others go to `customMetadata`. */
const PLACES = ['topics', 'hierarchical_structures'];

export const paprShaping: Shaping = {
  complete: (settings, sample) => {
    assertParallelism(settings);
    return { ...settings, content: contentColumn(settings, sample) };
  },
  maker:
    ({ content = 'content' }, _scope, mark) =>
    (fields, row) =>
      memory(fields, content, `${mark}:${row}`),
};

function assertParallelism({ parallelism }: Settings): void {
  if (parallelism === undefined || /^(?:[1-9]|[1-4]\d|50)$/.test(parallelism)) return;
  throw new BatchctlError(EXIT.usage, 'parallelism_invalid', '--parallelism must be a whole number from 1 to 50');
}

function contentColumn({ content }: Settings, sample: Sample): string {
  return textColumn(sample, { flag: 'content', named: content, usual: 'content', others: PLACES });
}

function memory({ names, values }: Fields, column: string, mark: string): string | Fault {
  const at = names.indexOf(column);
  const text: unknown = JSON.parse(values[at] ?? 'null');
  const fault = contentFault(text, column);
  if (fault !== undefined || typeof text !== 'string') return fault ?? notText(column);
  const custom: string[] = [];
  const places: string[] = [];
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? 'null';
    if (index === at) continue;
    const member = PLACES.includes(name) ? placed(name, value) : flat(name, value);
    if (typeof member !== 'string') return member;
    (PLACES.includes(name) ? places : custom).push(member);
  }
  const own = `"batchctl_row":${JSON.stringify(mark)}`;
  const key = `"idempotency_key":"${createHash('md5').update(text).digest('hex')}"`;
  const metadata = [key, ...places, `"customMetadata":{${[...custom, own].filter(isFilled).join(',')}}`].filter(
    isFilled,
  );
  return `{"content":${values[at]},"type":"text","metadata":{${metadata.join(',')}}}`;
}

function isFilled(member: string): boolean {
  return member !== '';
}

function contentFault(text: unknown, column: string): Fault | undefined {
  if (typeof text !== 'string') return notText(column);
  if (text.trim() === '') return { code: 'content_empty', message: `${column}: the memory has no content`, column };
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_CONTENT) return undefined;
  const message = `${column}: ${bytes} bytes where a memory may have ${MOST_CONTENT}`;
  return { code: 'content_too_large', message, column };
}

function notText(column: string): Fault {
  return { code: 'content_missing', message: `${column}: not there, or not text`, column };
}

/** Topics are a list, or text divided by `|` or `,`. An empty cell says nothing, and is left out. */
function placed(name: string, json: string): string | Fault {
  const value: unknown = JSON.parse(json);
  const key = JSON.stringify(name);
  if (value === null || value === '') return '';
  if (name === 'hierarchical_structures' && typeof value === 'string') return `${key}:${json}`;
  const list = typeof value === 'string' ? divided(value) : value;
  if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) return `${key}:${JSON.stringify(list)}`;
  return { code: 'list_expected', message: `${name}: neither text nor a list of texts`, column: name };
}

function divided(text: string): readonly string[] {
  const topics = text.split(text.includes('|') ? '|' : ',').map((topic) => topic.trim());
  return topics.filter((topic) => topic !== '');
}

/** The service takes texts, numbers, booleans and lists of texts, and refuses a whole batch for anything deeper. */
function flat(name: string, json: string): string | Fault {
  if (json === 'null') return '';
  const value: unknown = json.startsWith('{') || json.startsWith('[') ? JSON.parse(json) : '';
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  if (value === '' || isList) return `${JSON.stringify(name)}:${json}`;
  return {
    code: 'nested_metadata',
    message: `${name}: objects and mixed lists can't be metadata of a memory`,
    column: name,
  };
}

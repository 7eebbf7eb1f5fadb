/** A row as one line of a batch file. */
import type { Fault, Fields, ItemMaker } from '../record.js';
import { customId } from './batch-results.js';
import type { Settings } from './scope.js';

/** How a prompt becomes a body, by endpoint. All are JSON texts. */
const BODIES: Readonly<Record<string, (model: string, prompt: string, system: string | undefined) => string>> = {
  '/v1/chat/completions': (model, prompt, system) => {
    const before = system === undefined ? '' : `{"role":"system","content":${system}},`;
    return `{"model":${model},"messages":[${before}{"role":"user","content":${prompt}}]}`;
  },
  '/v1/completions': (model, prompt) => `{"model":${model},"prompt":${prompt}}`,
  '/v1/embeddings': (model, prompt) => `{"model":${model},"input":${prompt}}`,
  '/v1/moderations': (model, prompt) => `{"model":${model},"input":${prompt}}`,
  '/v1/responses': (model, prompt, system) =>
    `{"model":${model},"input":${prompt}${system === undefined ? '' : `,"instructions":${system}`}}`,
};

/** A prompt alone makes a request to this endpoint. */
export function takesPrompt(endpoint: string): boolean {
  return Object.hasOwn(BODIES, endpoint);
}

/** It can be told something before the prompt. */
export function takesSystem(endpoint: string): boolean {
  return BODIES[endpoint]?.('', '', 'x').includes('x') === true;
}

/** Without `prompt` and `body` the rows must be requests already. */
export function requestMaker(
  { prompt, body, model = '', system }: Settings,
  { object }: { readonly object: string | null },
): ItemMaker {
  const endpoint = object ?? '';
  const url = JSON.stringify(endpoint);
  const [modelText, systemText] = [JSON.stringify(model), system === undefined ? undefined : JSON.stringify(system)];
  return (fields: Fields, row: number): string | Fault => {
    const made =
      prompt === undefined
        ? bodyOf(fields, body, endpoint)
        : promptOf(fields, prompt, (text) => BODIES[endpoint]?.(modelText, text, systemText) ?? '');
    if (typeof made !== 'string') return made;
    return `{"custom_id":"${customId(row)}","method":"POST","url":${url},"body":${made}}`;
  };
}

function promptOf({ names, values }: Fields, column: string, make: (text: string) => string): string | Fault {
  const json = values[names.indexOf(column)] ?? 'null';
  const text: unknown = JSON.parse(json);
  if (typeof text !== 'string') return fault('prompt_missing', 'not there, or not text', column);
  return text.trim() === '' ? fault('prompt_empty', 'there is nothing to answer', column) : make(json);
}

/** The body as it stands in a column, or in a row that is a request already and must fit the endpoint. */
function bodyOf(fields: Fields, column: string | undefined, endpoint: string): string | Fault {
  const { names, values } = fields;
  const misfit = column === undefined ? misfitOf(fields, endpoint) : undefined;
  if (misfit !== undefined) return misfit;
  const name = column ?? 'body';
  const json = values[names.indexOf(name)] ?? 'null';
  const value: unknown = JSON.parse(json);
  // In a CSV cell the body is text; where that has line breaks, they can only stand between its members.
  const text = typeof value === 'string' ? value.replaceAll(/[\r\n]+/g, ' ').trim() : json;
  return bodyFault(typeof value === 'string' ? parsed(text) : value, name) ?? text;
}

function misfitOf({ names, values }: Fields, endpoint: string): Fault | undefined {
  const valueOf = (name: string): unknown => JSON.parse(values[names.indexOf(name)] ?? 'null');
  if ((valueOf('url') ?? endpoint) !== endpoint)
    return fault('url_differs', `all requests of a batch go to ${endpoint}`, 'url');
  return (valueOf('method') ?? 'POST') === 'POST' ? undefined : fault('method_differs', 'not POST', 'method');
}

function bodyFault(body: unknown, column: string): Fault | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return fault('body_invalid', 'not a JSON object', column);
  return 'stream' in body && body.stream === true ? fault('body_streams', 'a batch can not stream', column) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fault(code: string, what: string, column: string): Fault {
  return { code, message: `${column}: ${what}`, column };
}

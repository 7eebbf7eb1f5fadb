/** Lines of a batch's output and error files. Their order says nothing: each names its row by the `custom_id` that it was sent with. */
import { asCount, asObject, asText, jsonObject, objectsIn, type Json } from './answer.js';
import type { FileExchange } from './target.js';
import type { ResultLine } from './verdict.js';

export const batchFiles: FileExchange = {
  contentPath: (file) => `/files/${encodeURIComponent(file)}/content`,
  readLine,
  // A row that was made into a request has no name of its own.
  presenter: ({ prompt, body }) => (prompt === undefined && body === undefined ? renamed : undefined),
  cell,
};

/** What a row's request is called. */
export function customId(row: number): string {
  return `row-${row}`;
}

function readLine(line: string): ResultLine | undefined {
  const found = jsonObject(line);
  const row = /^row-(\d+)$/.exec(asText(found?.['custom_id']) ?? '')?.[1];
  if (found === undefined || row === undefined) return undefined;
  const error = asObject(found['error']);
  const response = asObject(found['response']);
  if (error === undefined && response === undefined) return undefined;
  return { row: Number(row), refusal: error === undefined ? failureIn(response) : refusal(error, 'request_failed') };
}

/** A request that was made and refused. */
function failureIn(response: Json | undefined): ResultLine['refusal'] {
  const status = asCount(response?.['status_code']);
  if (status === undefined || status < 400) return undefined;
  return refusal(asObject(bodyOf(response)?.['error']) ?? {}, `HTTP_${status}`);
}

function refusal(error: Json, usual: string): { code: string; message: string } {
  const code = asText(error['code']) ?? asText(error['type']) ?? usual;
  return { code, message: asText(error['message']) ?? 'refused, and the service does not say why' };
}

/** llama-stack writes the body as text. */
function bodyOf(response: Json | undefined): Json | undefined {
  const body = response?.['body'];
  return typeof body === 'string' ? jsonObject(body) : asObject(body);
}

/** With the name that the row had for itself, where it was a request already. */
function renamed(line: string, source: string): string {
  const own = asText(jsonObject(source)?.['custom_id']);
  return own === undefined
    ? line
    : line.replace(/"custom_id"\s*:\s*"row-\d+"/, () => `"custom_id":${JSON.stringify(own)}`);
}

function cell(line: string): { status: string; text: string } {
  const found = jsonObject(line);
  const response = asObject(found?.['response']);
  const status = asCount(response?.['status_code']);
  const body = bodyOf(response);
  const text = answerText(body) ?? asText(asObject(found?.['error'])?.['message']) ?? jsonText(body, line);
  return { status: status === undefined ? 'error' : String(status), text };
}

/** What nests so deep that it can't be written anew is shown with the whole line. */
function jsonText(body: Json | undefined, line: string): string {
  try {
    return JSON.stringify(body ?? null);
  } catch {
    return line;
  }
}

/** A chat's or a completion's first choice. */
function answerText(body: Json | undefined): string | undefined {
  const [first] = objectsIn(body?.['choices']);
  return asText(asObject(first?.['message'])?.['content']) ?? asText(first?.['text']);
}

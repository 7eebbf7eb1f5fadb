/** What the tests of files and batches share: requests to either API, and the lines that go in and come out. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { API_KEY } from '../support/canary.js';

interface BatchError {
  readonly code: string;
  readonly line: number | null;
  readonly message: string;
  readonly param: string | null;
}

/** The parts of an answer's body that the tests look at. */
export interface Shown {
  readonly id: string;
  readonly status: string;
  readonly bytes?: number;
  readonly output_file_id?: string | null;
  readonly error_file_id?: string | null;
  readonly request_counts?: { readonly total: number; readonly completed: number; readonly failed: number } | null;
  readonly errors?: { readonly object: string; readonly data: readonly BatchError[] } | null;
  readonly error?: {
    readonly message: string;
    readonly type?: string;
    readonly code?: string;
    readonly param?: string;
  };
  readonly data?: readonly { readonly id: string }[];
  readonly has_more?: boolean;
  readonly first_id?: string | null;
  readonly last_id?: string | null;
  readonly metadata?: object | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Shown;
}

/** The base path of each API. */
export const OPENAI = '/openai/v1';
export const LLAMA = '/v1';

const CHAT = '/v1/chat/completions';

/** One line of an input: a chat that says `text`. */
export function chat(id: string, text: string, more: object = {}): string {
  const body = { model: 'm', messages: [{ role: 'user', content: text }] };
  return JSON.stringify({ custom_id: id, method: 'POST', url: CHAT, body, ...more });
}

/** One line of an output or error file. */
export interface OutputLine {
  readonly id: string;
  readonly custom_id: string;
  readonly response?: { readonly status_code: number; readonly request_id: string; readonly body: unknown } | null;
  readonly error?: { readonly code?: string; readonly type?: string; readonly message: string } | null;
}

export function linesOf(text: string): OutputLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): OutputLine => JSON.parse(line));
}

/** One of the two APIs of a running sandbox. */
export class BatchApi {
  readonly #base: string;

  constructor(url: string, path: string) {
    this.#base = `${url}${path}`;
  }

  async ask(
    method: string,
    path: string,
    body?: object | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const sent = typeof body === 'object' && !(body instanceof FormData) ? JSON.stringify(body) : body;
    const type = sent instanceof FormData || sent === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${this.#base}${path}`, {
      method,
      body: sent ?? null,
      headers: { authorization: `Bearer ${API_KEY}`, ...type, ...headers },
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  }

  /** Uploads lines; the file's id. */
  async upload(content: string | readonly string[], fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const { status, text, body } = await this.ask('POST', '/files', formOf(content, fields));
    assert.equal(status, 200, text);
    return body.id;
  }

  async create(fields: object): Promise<Answer> {
    return await this.ask('POST', '/batches', { endpoint: CHAT, completion_window: '24h', ...fields });
  }

  /** Uploads lines and makes a batch of them; the batch's id. */
  async start(lines: string | readonly string[], fields: object = {}): Promise<string> {
    const { status, text, body } = await this.create({ input_file_id: await this.upload(lines), ...fields });
    assert.equal(status, 200, text);
    return body.id;
  }

  /** The batch as soon as it has one of these states; without any, as soon as it has ended. */
  async until(id: string, ...states: readonly string[]): Promise<Shown> {
    const wanted = states.length === 0 ? ['completed', 'failed', 'expired', 'cancelled'] : states;
    for (let tries = 0; tries < 4000; tries++) {
      const { status, text, body } = await this.ask('GET', `/batches/${id}`);
      assert.equal(status, 200, text);
      if (wanted.includes(body.status)) return body;
      await setTimeout(5);
    }
    return assert.fail(`batch ${id} never came to ${wanted.join(', ')}`);
  }

  /** Runs lines to their end. */
  async run(lines: string | readonly string[], fields: object = {}): Promise<Shown> {
    return await this.until(await this.start(lines, fields));
  }

  /** A file's content; empty for a batch that has no such file. */
  async content(id: string | null | undefined): Promise<string> {
    if (id === null || id === undefined) return '';
    const { status, text } = await this.ask('GET', `/files/${id}/content`);
    assert.equal(status, 200, text);
    return text;
  }
}

/** An upload's form, with the file first. */
export function formOf(
  content: string | readonly string[],
  { purpose = 'batch', ...fields }: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  form.append('file', new Blob([typeof content === 'string' ? content : content.join('\n')]), 'in.jsonl');
  for (const [name, value] of Object.entries({ purpose, ...fields })) form.append(name, value);
  return form;
}

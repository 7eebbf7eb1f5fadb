/** Invents what a model would answer: always the same for the same request, in the shape of its endpoint. */
import { createHash } from 'node:crypto';
import { promptOf } from './prompt.js';
import type { Fields } from './request-fields.js';

/** The word in a prompt that makes a request fail, so that there is something to fail row by row. */
const FAILING = /\bFAIL\b/;

/** Numbers of an invented embedding. */
const DIMENSIONS = 8;

export type Reply = { readonly isDone: true; readonly body: object } | { readonly isDone: false; message: string };

/** What is at hand for an answer besides the request. */
interface Setting {
  readonly endpoint: string;
  /** Names the request; the answer's id comes of it. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly created: number;
}

type Shape = (body: Fields, prompt: readonly string[], setting: Omit<Setting, 'endpoint'>) => object;

const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['/v1/chat/completions', chatCompletion],
  ['/v1/completions', completion],
  ['/v1/embeddings', embeddings],
  ['/v1/responses', response],
]);

/** The endpoints that have an answer. */
export const ENDPOINTS: readonly string[] = [...SHAPES.keys()];

/** The answer to a request's body. */
export function replyTo(body: Fields, { endpoint, name, created }: Setting): Reply {
  const prompt = promptOf(body);
  if (prompt.length === 0) return { isDone: false, message: 'the request has no text to answer' };
  if (prompt.some((text) => FAILING.test(text))) return { isDone: false, message: 'the request asks to FAIL' };
  const shape = SHAPES.get(endpoint);
  if (shape === undefined) return { isDone: false, message: `${endpoint} is not served` };
  return { isDone: true, body: shape(body, prompt, { name: digest(name).toString('hex').slice(0, 24), created }) };
}

function chatCompletion({ model }: Fields, prompt: readonly string[], { name, created }: Omit<Setting, 'endpoint'>) {
  const message = { role: 'assistant', content: said(prompt), refusal: null };
  return {
    id: `chatcmpl-${name}`,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: usageOf(prompt),
  };
}

function completion({ model }: Fields, prompt: readonly string[], { name, created }: Omit<Setting, 'endpoint'>) {
  const choices = prompt.map((text, index) => ({ index, text: said([text]), logprobs: null, finish_reason: 'stop' }));
  return { id: `cmpl-${name}`, object: 'text_completion', created, model, choices, usage: usageOf(prompt) };
}

function embeddings({ model }: Fields, prompt: readonly string[]) {
  const data = prompt.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
  const { prompt_tokens, total_tokens } = usageOf(prompt, 0);
  return { object: 'list', model, data, usage: { prompt_tokens, total_tokens } };
}

function response({ model }: Fields, prompt: readonly string[], { name, created }: Omit<Setting, 'endpoint'>) {
  const content = [{ type: 'output_text', text: said(prompt), annotations: [] }];
  const { prompt_tokens, completion_tokens, total_tokens } = usageOf(prompt);
  return {
    id: `resp_${name}`,
    object: 'response',
    created_at: created,
    status: 'completed',
    model,
    output: [{ id: `msg_${name}`, type: 'message', role: 'assistant', status: 'completed', content }],
    usage: { input_tokens: prompt_tokens, output_tokens: completion_tokens, total_tokens },
  };
}

function said(prompt: readonly string[]): string {
  return `You said: ${prompt.join('\n')}`;
}

/** Numbers from -1 to 1. */
function vectorOf(text: string): number[] {
  return [...digest(text).subarray(0, DIMENSIONS)].map((byte) => Math.round((byte / 127.5 - 1) * 1e6) / 1e6);
}

/** Four characters are taken for a token. */
function usageOf(prompt: readonly string[], answers = 1): Record<string, number> {
  const asked = prompt.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  const answered = answers * Math.ceil(said(prompt).length / 4);
  return { prompt_tokens: asked, completion_tokens: answered, total_tokens: asked + answered };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

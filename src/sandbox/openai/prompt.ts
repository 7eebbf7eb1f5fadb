/** Finds what a request asks the model. */
import { isObject, type Fields } from './request-fields.js';

/** The last user message, the prompts or the inputs; empty where there is none. */
export function promptOf({ messages, prompt, input }: Fields): readonly string[] {
  if (Array.isArray(messages)) return lastUserText(messages);
  const given = prompt ?? input;
  if (typeof given === 'string') return [given];
  if (!Array.isArray(given)) return [];
  const list: readonly unknown[] = given;
  if (list.some(isObject)) return lastUserText(list);
  // A list of numbers is one text as tokens, a list of such lists several.
  if (list.some((entry) => typeof entry === 'number')) return [list.join(' ')];
  return list.map((entry) => (Array.isArray(entry) ? entry.join(' ') : String(entry)));
}

function lastUserText(messages: readonly unknown[]): readonly string[] {
  const last = messages.findLast((message) => isObject(message) && message['role'] === 'user');
  return isObject(last) ? [contentText(last['content'])] : [];
}

/** A message's content is a text, or parts of which some have a text. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts: readonly unknown[] = content;
  return parts.map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

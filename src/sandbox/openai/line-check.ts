/** What a line of an input must be. One that isn't fails its whole batch. */
import type { BatchError } from './batches.js';
import { parseLine, type InputLine } from './input-lines.js';
import { isObject, type Fields } from './request-fields.js';

/** A line's `custom_id` where it has one, and what is wrong with the line. */
export interface CheckedLine {
  readonly customId: string | undefined;
  readonly errors: readonly BatchError[];
}

export function checkLine(line: InputLine, endpoint: string): CheckedLine {
  let value: unknown;
  try {
    value = parseLine(line);
  } catch {
    return { customId: undefined, errors: [fault(line, 'invalid_json_line', 'the line is not valid JSON', null)] };
  }
  if (!isObject(value)) {
    return { customId: undefined, errors: [fault(line, 'invalid_request', 'the line is not a JSON object', null)] };
  }
  const customId = value['custom_id'];
  const errors = [
    ...textErrors(line, value['custom_id'], 'custom_id'),
    ...methodErrors(line, value),
    ...urlErrors(line, value, endpoint),
    ...bodyErrors(line, value['body']),
  ];
  return { customId: typeof customId === 'string' ? customId : undefined, errors };
}

/** An error of a line. */
export function fault({ number }: InputLine, code: string, message: string, param: string | null): BatchError {
  return { code, line: number, message, param };
}

function textErrors(line: InputLine, value: unknown, name: string): BatchError[] {
  if (value === undefined) return [fault(line, 'missing_required_parameter', `${name} is missing`, name)];
  return typeof value === 'string' ? [] : [fault(line, 'invalid_request', `${name} must be a string`, name)];
}

function methodErrors(line: InputLine, fields: Fields): BatchError[] {
  const errors = textErrors(line, fields['method'], 'method');
  if (errors.length > 0 || fields['method'] === 'POST') return errors;
  return [fault(line, 'invalid_request', 'method must be POST', 'method')];
}

function urlErrors(line: InputLine, fields: Fields, endpoint: string): BatchError[] {
  const errors = textErrors(line, fields['url'], 'url');
  if (errors.length > 0 || fields['url'] === endpoint) return errors;
  return [fault(line, 'invalid_url', `url is not the endpoint of the batch, ${endpoint}`, 'url')];
}

function bodyErrors(line: InputLine, body: unknown): BatchError[] {
  if (body === undefined) return [fault(line, 'missing_required_parameter', 'body is missing', 'body')];
  if (!isObject(body)) return [fault(line, 'invalid_request', 'body must be a JSON object', 'body')];
  const errors = textErrors(line, body['model'], 'body.model');
  if (body['stream'] !== true) return errors;
  return [...errors, fault(line, 'streaming_unsupported', 'a batch has no streams', 'body.stream')];
}

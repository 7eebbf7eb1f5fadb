/** Which records of a request Experiture refused: its page promises a number, and where a service tells more, that is understood. */
import type { ItemRefusal, Outcome } from '../record.js';
import { asCount, asObject, asText, type Json } from './answer.js';

/** How many and which records were refused, or what in the answer contradicts itself. */
export function readOutcome(data: Json, items: number): Outcome | string {
  const metrics = asObject(data['metrics']) ?? {};
  const list = listOf(data) ?? [];
  const refused = list.flatMap((entry) => itemRefusal(entry) ?? []);
  const invalid = metrics['invalidRows'] === undefined ? list.length : (asCount(metrics['invalidRows']) ?? NaN);
  const valid = asCount(metrics['validRows']) ?? items - invalid;
  if (!(invalid <= items) || valid + invalid !== items) {
    return `the service counts ${valid} valid and ${invalid} invalid rows in a request with ${items}`;
  }
  const isListSound =
    refused.every(({ index }) => index < items) && new Set(refused.map(({ index }) => index)).size === refused.length;
  if (!isListSound || refused.length > invalid)
    return 'the list of refused rows does not fit the request that was sent';
  return { accepted: items - invalid, refused, unlisted: invalid - refused.length };
}

/** The page promises a number alone; where the service lists the rows as well, it may call the list one of these. */
export function listOf(data: Json): readonly unknown[] | undefined {
  const list = data['errors'] ?? data['invalidRecords'] ?? data['rejectedRows'];
  return Array.isArray(list) ? list : undefined;
}

function itemRefusal(entry: unknown): ItemRefusal | undefined {
  const error = asObject(entry);
  const index = asCount(error?.['index']);
  if (error === undefined || index === undefined) return undefined;
  return {
    index,
    code: asText(error['code']) ?? 'refused',
    message: asText(error['message']) ?? 'refused, and the service does not say why',
  };
}

/** What a record must be to be committed: an address in every e-mail field, a datetime with an offset in every `*_at`. */
import type { Buffer } from 'node:buffer';

const ADDRESS = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const DATETIME = /^(\d{4}-\d\d-)(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** Checks one member of a record; the value runs from `start` to `end`. Undefined where all is well. */
export function checkField(
  bytes: Buffer,
  name: readonly [number, number],
  value: readonly [number, number],
): string | undefined {
  const last = bytes[name[1] - 1];
  // Most names end in neither l nor t: for them no string is made.
  if (last !== 0x6c && last !== 0x74) return undefined;
  const field = bytes.toString('utf8', name[0], name[1]);
  const isEmail = field === 'email' || field.endsWith('_email');
  if (!isEmail && !field.endsWith('_at')) return undefined;
  const text = bytes.toString('utf8', value[0], value[1]);
  if (text === '""' || text === 'null') return undefined;
  const parsed: unknown = JSON.parse(text);
  const content = typeof parsed === 'string' ? parsed : '';
  if (isEmail) return ADDRESS.test(content) ? undefined : `${field}: not an address`;
  return isDatetime(content) ? undefined : `${field}: not a datetime with an offset`;
}

function isDatetime(text: string): boolean {
  const parts = DATETIME.exec(text);
  if (parts === null) return false;
  const [, month = '', day = ''] = parts;
  const date = new Date(`${month}${day}T00:00:00Z`);
  return date.getUTCDate() === Number(day);
}

/** A row that an upsert couldn't find a record by. */
import type { Fault, Fields } from '../record.js';

/** Is there a value under this name, neither empty nor null? Of two of one name the last counts. */
export function hasKey({ names, values }: Fields, key: string): boolean {
  const value = values[names.lastIndexOf(key)];
  return value !== undefined && value !== '""' && value !== 'null';
}

export function keyMissing(key: string): Fault {
  const message = `the match key ${JSON.stringify(key)} is missing, empty or null`;
  return { code: 'match_key_missing', message, column: key };
}

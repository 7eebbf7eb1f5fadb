/** Answers kept by idempotency key: the vendor's page promises the original answer for 24 hours. */
import { integer, text, type Database } from './database.js';

const DAY = 24 * 60 * 60 * 1000;

/** An answer as it was sent first. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
  /** SHA-256 (hex) of the request that it answers. */
  readonly requestHash: string;
}

/** The answer kept for a key, unless it is older than 24 hours at `now` (ms since 1970). */
export function keptAnswer(database: Database, key: string, now: number): KeptAnswer | undefined {
  const row = database.get('SELECT * FROM idempotency WHERE key = ?', [key]);
  if (row === undefined || Date.parse(text(row['expires_at'])) <= now) return undefined;
  return { status: integer(row['status']) ?? 0, body: text(row['response']), requestHash: text(row['request_hash']) };
}

/** Keeps an answer, in place of an expired one. Belongs into the transaction of what it answers. */
export function keepAnswer(
  database: Database,
  key: string,
  { answer, now }: { answer: KeptAnswer; now: number },
): void {
  database.run(
    'INSERT OR REPLACE INTO idempotency (key, request_hash, status, response, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    [
      key,
      answer.requestHash,
      answer.status,
      answer.body,
      new Date(now).toISOString(),
      new Date(now + DAY).toISOString(),
    ],
  );
}

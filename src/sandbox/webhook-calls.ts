/** The calls that are to be made: kept until they are delivered or given up, so that a kill doesn't lose one. */
import { integer, text, type Database } from './database.js';

/** `answer` is the last try's status, or why there was none. */
export const WEBHOOK_TABLES = `
  CREATE TABLE IF NOT EXISTS webhook_calls (
    number INTEGER PRIMARY KEY,
    batch_id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    headers TEXT NOT NULL,
    forged_headers TEXT,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    answer TEXT,
    created_at TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS webhook_calls_waiting ON webhook_calls (number) WHERE state = 'waiting';`;

type Headers = Readonly<Record<string, string>>;

export interface WebhookCall {
  /** As it was asked for: it may be anything. */
  readonly url: string;
  readonly headers: Headers;
  /** For one more call before the first, which nobody has signed; null for none. */
  readonly forgedHeaders: Headers | null;
  readonly body: string;
}

export interface WaitingCall extends WebhookCall {
  /** How often it was tried. */
  readonly tries: number;
}

/** Keeps a call; there is one for each batch. Belongs into the transaction that ends the batch. */
export function addCall(
  database: Database,
  { url, headers, forgedHeaders, body }: WebhookCall,
  { batchId, at }: { batchId: string; at: string },
): void {
  database.run(
    `INSERT INTO webhook_calls (batch_id, url, headers, forged_headers, body, state, tries, created_at)
      VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?)`,
    [batchId, url, JSON.stringify(headers), forgedHeaders === null ? null : JSON.stringify(forgedHeaders), body, at],
  );
}

/** The batches whose calls were neither delivered nor given up, the oldest first. */
export function waitingCalls(database: Database): readonly string[] {
  const rows = database.all("SELECT batch_id FROM webhook_calls WHERE state = 'waiting' ORDER BY number");
  return rows.map(({ batch_id: id }) => text(id));
}

/** A call that is still to be made. */
export function findCall(database: Database, batchId: string): WaitingCall | undefined {
  const row = database.get(
    `SELECT url, headers, forged_headers, body, tries FROM webhook_calls WHERE batch_id = ? AND state = 'waiting'`,
    [batchId],
  );
  if (row === undefined) return undefined;
  const forged = row['forged_headers'];
  return {
    url: text(row['url']),
    headers: JSON.parse(text(row['headers'])),
    forgedHeaders: forged === null ? null : JSON.parse(text(forged)),
    body: text(row['body']),
    tries: integer(row['tries']) ?? 0,
  };
}

/** Writes down how a try ended and where that leaves the call. */
export function recordTry(
  database: Database,
  batchId: string,
  { state, tries, answer }: { state: 'waiting' | 'delivered' | 'given up'; tries: number; answer: string },
): void {
  database.run('UPDATE webhook_calls SET state = ?, tries = ?, answer = ? WHERE batch_id = ?', [
    state,
    tries,
    answer,
    batchId,
  ]);
}

/** Papr's two calls about a finished batch: one for a batch that was done at once, one for a batch that was accepted. */
import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { ItemError, PaprBatch } from './papr-batch.js';
import { objectIdOf } from './papr-memories.js';
import type { WebhookCall } from './webhook-calls.js';
import { pythonDumps, sortKeys, type PythonValue } from './webhook-python.js';

/** What became of a batch. `id` is what the call names it. */
export interface BatchResult {
  readonly id: string;
  readonly errors: readonly ItemError[];
  /** Of the memories that were stored. */
  readonly memoryIds: readonly string[];
  /** ISO time of its end. */
  readonly at: string;
}

/**
 * The call for a batch done at once. The vendor signs the payload with sorted keys and sends it unsorted, so the body
 * doesn't fit its signature; and it puts the time since 1970 where a duration belongs.
 */
export function directCall(batch: PaprBatch, { id, errors, memoryIds, at }: BatchResult, forged: boolean): WebhookCall {
  const { items, user, webhookUrl, webhookSecret } = batch;
  const time = Date.parse(at);
  const payload = {
    batch_id: id,
    user_id: user ?? 'developer',
    status: wordOf(items.length, errors.length),
    total_memories: items.length,
    successful_memories: items.length - errors.length,
    failed_memories: errors.length,
    errors: plain(errors),
    completed_at: at,
    processing_time_ms: time,
    memory_ids: memoryIds,
    webhook_version: '1.0',
    ...guideTotals(items.length, errors.length),
  };
  const signedText = pythonDumps(sortKeys(payload));
  const headers = (signature: string): Record<string, string> => ({
    'Content-Type': 'application/json',
    'User-Agent': 'PaprMemory-BatchWebhook/1.0',
    ...(webhookSecret === '' ? {} : { 'X-Webhook-Secret': webhookSecret }),
    'X-Webhook-Event': 'batch.completed',
    'X-Webhook-Timestamp': String(Math.floor(time / 1000)),
    'X-Webhook-Signature': signature,
  });
  return {
    url: webhookUrl,
    body: pythonDumps(payload),
    headers: headers(webhookSecret === '' ? '' : sign(webhookSecret, signedText)),
    forgedHeaders: forged ? headers(forge(webhookSecret, signedText)) : null,
  };
}

/** The call for a batch that was accepted and done later. Its body is the very text that was signed. */
export function workflowCall(
  batch: PaprBatch,
  { id, errors, memoryIds, at }: BatchResult,
  forged: boolean,
): WebhookCall {
  const { items, webhookUrl, webhookSecret } = batch;
  const body = pythonDumps({
    event: 'batch_completed',
    batch_id: id,
    timestamp: at.replace('Z', '000+00:00'),
    status: errors.length === 0 ? 'completed' : 'failed',
    ...guideTotals(items.length, errors.length),
    results: {
      // The vendor's workflow calls a batch failed unless every item went well.
      status: errors.length === 0 ? 'completed' : 'failed',
      total_processed: items.length,
      successful: items.length - errors.length,
      failed: errors.length,
      errors: plain(errors),
      memory_object_ids: memoryIds.map(objectIdOf),
    },
  });
  const headers = { 'Content-Type': 'application/json', 'User-Agent': 'PAPR-Memory-Temporal/1.0' };
  return {
    url: webhookUrl,
    body,
    headers: webhookSecret === '' ? headers : { ...headers, 'X-PAPR-Signature': sign(webhookSecret, body) },
    forgedHeaders: forged ? { ...headers, 'X-PAPR-Signature': forge(webhookSecret, body) } : null,
  };
}

/** What the vendor's guide reads from a call: its published server sends neither, and other handlers don't mind them. */
function guideTotals(total: number, failed: number): { total_successful: number; total_failed: number } {
  return { total_successful: total - failed, total_failed: failed };
}

function wordOf(total: number, failed: number): string {
  if (failed === 0) return 'success';
  return failed === total ? 'error' : 'partial';
}

function plain(errors: readonly ItemError[]): readonly PythonValue[] {
  return errors.map(({ index, error }) => ({ index, error }));
}

function sign(secret: string, text: string): string {
  return `sha256=${createHmac('sha256', secret).update(Buffer.from(text)).digest('hex')}`;
}

/** A signature of the right form, by somebody who doesn't know the secret. */
function forge(secret: string, text: string): string {
  return sign(`not ${secret}`, text);
}

/** A call to a webhook's address as one line of NDJSON: schema 1. Fields may be added, none renamed or removed. */
import { clipped, type CalledRows, type CallReport } from './call-report.js';
import { printableJson } from './text.js';

/** Newline included. */
export function callJson({ outcome, reason, said, about }: CallReport): string {
  const document = { schema: 1, outcome, reason: clippedOrNull(reason), ...claims(said), ...rows(about) };
  return `${printableJson(JSON.stringify(document))}\n`;
}

function claims(said: CallReport['said']): object {
  if (said === null) return { batch: null, said: null };
  const { batch, status, successful, failed } = said;
  return { batch: clippedOrNull(batch), said: { status: clippedOrNull(status), successful, failed } };
}

function rows(about: CalledRows | null): object {
  if (about === null) return { import: null, run: null, rows: null, accepted: null, rejected: null, pending: null };
  const { importId, run, accepted, rejected, pending } = about;
  return { import: importId, run, rows: about.rows, accepted, rejected, pending };
}

function clippedOrNull(text: string | null): string | null {
  return text === null ? null : clipped(text);
}

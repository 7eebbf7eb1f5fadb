/** The document of `delete-all --json`: schema 1. Fields may be added, none renamed or removed. */
import type { DeletionReport } from './deletion.js';
import { printableJson } from './text.js';

/** On one line, newline included; `seconds` are rounded to milliseconds. */
export function deletionDocument(report: DeletionReport): string {
  const { target, baseUrl, user, status, counts, errors } = report;
  const [error] = report.failures;
  const document = {
    schema: 1,
    exitCode: report.exitCode,
    seconds: Math.round(report.seconds * 1000) / 1000,
    requests: report.requests,
    retries: report.retries,
    deletion: {
      target,
      ...(baseUrl === null ? {} : { baseUrl }),
      user,
      everyone: user === null,
      status,
      processed: counts?.processed ?? null,
      successful: counts?.successful ?? null,
      failed: counts?.failed ?? null,
      errors: errors.map(({ id, message }) => ({ id, message })),
    },
    ...(error === undefined ? {} : { error }),
  };
  return `${printableJson(JSON.stringify(document))}\n`;
}

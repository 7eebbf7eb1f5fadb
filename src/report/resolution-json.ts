/** The document of `resolve --json`: schema 1. Fields may be added, none renamed or removed. */
import type { ExitCode } from '../errors.js';
import type { Decided, Doubt, Resolution } from './resolution.js';
import { printableJson } from './text.js';

/** On one line, newline included; `seconds` are rounded to milliseconds. */
export function resolutionDocument(resolutions: readonly Resolution[], exitCode: ExitCode, seconds: number): string {
  const imports = resolutions.map(importFields);
  const document = { schema: 1, exitCode, seconds: Math.round(seconds * 1000) / 1000, imports };
  return `${printableJson(JSON.stringify(document))}\n`;
}

function importFields({ import: report, doubts, decided, command }: Resolution): object {
  const { importId, run, target, object, user, operation, exitCode, rows } = report;
  const { read, accepted, rejected, inDoubt, pending } = rows;
  return {
    importId,
    run,
    target,
    object,
    user,
    operation,
    exitCode,
    rows: { read, accepted, rejected, inDoubt, pending },
    inDoubt: doubts.map(doubtFields),
    decided: decided.map(decidedFields),
    command,
  };
}

function doubtFields({ part, rows, lines, count, reason, since, job, key }: Doubt): Doubt {
  return { part, rows, lines, count, reason, since, job, key };
}

function decidedFields({ part, decision, count, isNew }: Decided): Decided {
  return { part, decision, count, isNew };
}

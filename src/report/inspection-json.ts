/**
 * The document of `inspect --json`: schema 1. Fields may be added, none renamed or removed.
 *
 * - `read`: what was looked at. Where `all` is false, everything about columns, warnings and rejected rows is of these rows alone,
 *   and `rows` and `requests` follow from them (`exact` is false) or are null.
 * - `columns`: `confidence` is the share of `values` that fit `type` (0 to 1; null without values); `values` are neither `empty`
 *   nor null nor missing; `distinct.exact` is false where it was estimated; `longest` is in characters; `saved` is the type that
 *   `--save` writes, or null. `moreColumns` were not looked at.
 * - `warnings`: `rows` are the first three.
 * - `items`: the first two as the target would get them; `bytes` of the whole, `text` is cut behind 65,536 of them.
 */
import { warningWords } from './inspection-warnings.js';
import type { InspectedColumn, Inspection, InspectionWarning } from './inspection.js';
import { printableJson } from './text.js';

/** On one line, newline included. `saved` is the mapping file that was written. */
export function inspectionDocument(inspection: Inspection, saved: string | null): string {
  const { source, format, dialect, lineBreaks, encoding, compression, bytes, read, rows, to, requests } = inspection;
  const document = {
    schema: 1,
    exitCode: 0,
    source,
    format,
    dialect: dialect && {
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      escape: dialect.escape,
      comment: dialect.comment,
      header: dialect.hasHeader,
    },
    lineBreaks,
    encoding,
    compression,
    bytes,
    read: { bytes: read.bytes, rows: read.rows, all: read.isAll },
    rows: rows && { count: rows.count, exact: rows.isExact },
    target: to.target,
    object: to.object,
    user: to.user,
    operation: to.operation,
    requests: requests && { count: requests.count, bytes: requests.bytes, exact: requests.isExact },
    columns: inspection.columns.map(columnFields),
    moreColumns: inspection.moreColumns,
    warnings: inspection.warnings.map(warningFields),
    rejected: rejectedFields(inspection.rejected),
    items: inspection.items.map(({ bytes, text }) => ({ bytes, text })),
    saved,
  };
  return `${printableJson(JSON.stringify(document))}\n`;
}

function columnFields({ name, type, fits, values, ...column }: InspectedColumn): object {
  const { empty, nulls, missing, distinct, longest, examples, safeType } = column;
  return {
    name,
    type,
    confidence: values === 0 ? null : fits / values,
    values,
    empty,
    nulls,
    missing,
    distinct: { count: distinct.count, exact: distinct.isExact },
    longest,
    examples,
    saved: safeType,
  };
}

function warningFields(warning: InspectionWarning): object {
  const { code, columns, count, rows, example } = warning;
  return { code, columns, ...warningWords(warning), count, rows, example };
}

function rejectedFields({ count, groups }: Inspection['rejected']): object {
  const errors = groups.map(({ code, message, count, rows, lines, truncated }) => ({
    code,
    message,
    count,
    rows,
    lines,
    truncated,
  }));
  return { count, errors };
}

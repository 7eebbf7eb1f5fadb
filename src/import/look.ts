/** A first look at the source: how it is written, where its rows begin, and what its columns are for. */
import { sampleRows } from '../encode/sample.js';
import { detectShape, HEAD_BYTES, requireColumn, type Shape } from '../encode/shape.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { FileSource } from '../source/file.js';
import type { Settings } from '../target/scope.js';
import type { ImportPlan } from './plan.js';
import { isCsvPath } from './results.js';

/** Enough of most sources. */
const FIRST_BYTES = 65_536;

interface Look {
  readonly shape: Shape;
  readonly settings: Settings;
}

/** Throws a BatchctlError where the source can't be imported as it is, or lacks a column that the plan names. */
export async function lookAt(source: FileSource, plan: ImportPlan): Promise<Look> {
  const { choice, scope, file } = plan;
  const given = { ...choice, name: file };
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const head = await source.range(0, Math.min(bytes, HEAD_BYTES, source.size));
    const isAll = head.length === source.size;
    const shape = detectShape(head, given, isAll);
    if (shape === undefined) continue;
    if (scope.matchKey !== null) requireColumn(shape, scope.matchKey);
    if (isCsvPath(plan.results) && shape.format !== 'csv') throw noColumns(plan.file);
    return { shape, settings: completeSettings(plan, head, shape, isAll) };
  }
}

function completeSettings(
  { target, settings, scope, file }: ImportPlan,
  head: Buffer,
  shape: Shape,
  isAll: boolean,
): Settings {
  if (target.shaping === undefined) return settings;
  return target.shaping.complete(settings, { name: file, ...sampleRows(head, shape, isAll) }, scope);
}

function noColumns(file: string): BatchctlError {
  const message = `${file} has no columns that a CSV file of results could repeat`;
  return new BatchctlError(EXIT.usage, 'results_csv', message, { hint: 'name another file: --results NAME.ndjson' });
}

/** A first look at the source: how it is written, where its rows begin, and what its columns are for. */
import { compileMapping, mappedNames } from '../encode/mapping/compile.js';
import { columnHint } from '../nearest.js';
import { sampleRows, type SampledRows } from '../encode/sample.js';
import { detectShape, HEAD_BYTES, type Shape } from '../encode/shape.js';
import { usageError } from '../errors.js';
import type { Source } from '../source/source.js';
import type { Settings } from '../target/scope.js';
import { columnsOf } from './item-maker.js';
import type { ImportPlan } from './plan.js';
import { isCsvPath } from './results.js';

/** Enough of most sources. */
const FIRST_BYTES = 65_536;

interface Look {
  readonly shape: Shape;
  readonly settings: Settings;
}

/** Throws a BatchctlError where the source can't be imported as it is, or lacks a column that the plan names. */
export async function lookAt(source: Source, plan: ImportPlan): Promise<Look> {
  const { choice, name, scope } = plan;
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const { bytes: head, isAll } = await source.head(Math.min(bytes, HEAD_BYTES));
    const shape = detectShape(head, { ...choice, name }, isAll);
    if (shape === undefined) continue;
    if (isCsvPath(plan.results) && shape.format !== 'csv') throw noColumns(name);
    const sample = mapped(sampleRows(head, shape, isAll), plan, columnsOf(shape));
    if (scope.matchKey !== null && shape.format === 'csv') requireName(scope.matchKey, sample.columns);
    return { shape, settings: completeSettings(plan, sample) };
  }
}

/** The sample as the target gets it. */
function mapped(sample: SampledRows, { mapping }: ImportPlan, columns: readonly string[] | undefined): SampledRows {
  if (mapping === null) return sample;
  const map = compileMapping(mapping, columns);
  const rows = sample.rows.map(map).flatMap((row) => ('code' in row ? [] : [row]));
  const names = columns === undefined ? rows.flatMap((row) => row.names) : mappedNames(mapping, columns);
  return { rows, columns: [...new Set(names)] };
}

function completeSettings({ target, settings, scope, name }: ImportPlan, sample: SampledRows): Settings {
  if (target.shaping === undefined) return settings;
  return target.shaping.complete(settings, { name, ...sample }, scope);
}

/** NDJSON names its members row by row, so only its rows can tell. A source without a header has no rows either. */
function requireName(matchKey: string, names: readonly string[]): void {
  if (names.length === 0 || names.includes(matchKey)) return;
  const message = `the match key ${JSON.stringify(matchKey)} is not a column of the source`;
  throw usageError('match_key_unknown', message, columnHint(matchKey, names));
}

function noColumns(name: string): Error {
  const message = `${name} has no columns that a CSV file of results could repeat`;
  return usageError('results_csv', message, 'name another file: --results NAME.ndjson');
}

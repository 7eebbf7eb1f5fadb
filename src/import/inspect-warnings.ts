/** What a look at a source warns of, the source as a whole first. */
import { headerWarnings } from '../encode/profile/header-warnings.js';
import type { Profiled } from '../encode/profile/profile-rows.js';
import { sentColumns } from '../encode/rejects-columns.js';
import type { Shape } from '../encode/shape.js';
import type { InspectionWarning } from '../report/inspection.js';
import type { Sent } from './inspect-cut.js';
import type { ImportPlan } from './plan.js';

export interface Seen {
  readonly profiled: Profiled;
  readonly sent: Sent;
  /** The names stand in the source. */
  readonly hasHeader: boolean;
}

export function warningsOf(
  { scope }: Pick<ImportPlan, 'scope'>,
  shape: Shape,
  { profiled, sent, hasHeader }: Seen,
): InspectionWarning[] {
  const names = shape.format === 'csv' ? sentColumns(shape.header) : profiled.columns.map(({ name }) => name);
  const ofNames = headerWarnings(names, hasHeader).map(({ code, names }) => ({
    code,
    columns: names,
    type: '',
    count: names.length,
    rows: [],
    example: '',
  }));
  const ofColumns = profiled.columns.flatMap(({ warnings }) =>
    warnings.map(({ column, ...warning }) => ({ ...warning, columns: [column] })),
  );
  const { seen } = sent.look.keys;
  const ofKeys =
    seen.count === 0 ? [] : [{ code: 'duplicate_keys', columns: [scope.matchKey ?? ''], type: '', ...seen }];
  return [...ofKeys, ...ofNames, ...ofColumns];
}

/** What is in a source, and what an import of it would send. Nothing is written, and nobody is asked. */
import { profileRows, type Front, type Profiled } from '../encode/profile/profile-rows.js';
import type { CsvShape } from '../encode/csv-shape.js';
import type { Inspection } from '../report/inspection.js';
import { openSource } from '../source/open.js';
import { cutFront, estimate, type Sent } from './inspect-cut.js';
import { warningsOf } from './inspect-warnings.js';
import { wrappingOf, type Wrapping } from './inspect-wrapping.js';
import { lookAt } from './look.js';
import { freeze, introduce, SANDBOX, type FrozenPlan, type ImportPlan } from './plan.js';
import type { Tools } from './tools.js';

/** Bytes of text that are looked at: what is behind them is estimated. */
const MOST_BYTES = 16 * 1_048_576;

/** Takes a few seconds at most, whatever the size. Throws a BatchctlError where the source can't be read, or the plan doesn't fit it. */
export async function inspectSource(plan: ImportPlan, { stop }: Pick<Tools, 'stop'>): Promise<Inspection> {
  const { file, name, encoding } = plan;
  const wrapping = await wrappingOf(file, encoding);
  const source = await openSource({ path: file, name, encoding, stdin: nothing, stop, lookAge: undefined });
  try {
    const scope = { ...plan.scope, baseUrl: plan.isSandbox ? SANDBOX : '', account: null };
    const frozen = freeze(plan, scope, await lookAt(source, plan));
    const front = await source.head(MOST_BYTES);
    const { shape, maxRecordBytes, mapping } = frozen;
    const hasTimezone = mapping !== null && mapping.timezone !== null;
    const profiled = profileRows(front, { shape, maxRecordBytes, hasTimezone });
    const sent = await cutFront({ plan, frozen }, front, profiled);
    return describe({ plan, frozen, wrapping, share: shareOf(front, profiled, source.size), profiled, sent });
  } finally {
    await source.close();
  }
}

/** A file is what is looked at. */
async function* nothing(): AsyncGenerator<Uint8Array> {}

interface Found {
  readonly plan: ImportPlan;
  readonly frozen: FrozenPlan;
  readonly wrapping: Wrapping;
  /** Of the text, how much was read: 1 for all of it; undefined where nobody knows how much there is. */
  readonly share: number | undefined;
  readonly profiled: Profiled;
  readonly sent: Sent;
}

function shareOf({ isAll }: Front, { end }: Profiled, size: number | undefined): number | undefined {
  if (isAll) return 1;
  return size === undefined ? undefined : end.byte / size;
}

function describe({ plan, frozen, wrapping, share, profiled, sent }: Found): Inspection {
  const { shape, scope } = frozen;
  const { target, object, user, operation } = introduce(plan.importId, scope);
  const { columns, moreColumns, lineBreaks, end } = profiled;
  const hasHeader = shape.format === 'csv' && shape.hasHeader;
  return {
    source: plan.file,
    format: shape.format,
    dialect: shape.format === 'csv' ? dialectOf(shape) : null,
    lineBreaks,
    ...wrapping,
    read: { bytes: end.byte, rows: sent.rows, isAll: share === 1 },
    ...estimate(plan, sent, share),
    to: { target, object, user, operation },
    columns,
    moreColumns,
    warnings: warningsOf(plan, shape, { profiled, sent, hasHeader }),
    rejected: { count: sent.rejected, groups: sent.findings.groups },
    items: sent.look.first,
  };
}

function dialectOf({ delimiter, quote, escape, comment, hasHeader }: CsvShape): Inspection['dialect'] {
  return { delimiter, quote, escape, comment, hasHeader };
}

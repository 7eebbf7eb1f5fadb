/** Writes the rejects file of an import and puts its rejections together, in one pass over them. */
import { hasOtherDialects, rejectedObject, rejectedRecord } from '../encode/rejected-row.js';
import { sentColumns } from '../encode/rejects-columns.js';
import type { JournalState } from '../journal/state.js';
import type { Rejection, WrittenFile } from '../record.js';
import { csvRejects, ndjsonRejects, type RejectFormat } from '../report/reject-line.js';
import { exists, ReportFile } from '../report/report-file.js';
import type { RejectionGroup } from '../report/report.js';
import { baseName } from './base-name.js';
import { Findings } from './findings.js';
import type { FrozenPlan } from './plan.js';
import { rejectionsOf } from './rejections.js';
import type { Recutting } from './recut.js';

/** More of a row than this isn't read for its line in the rejects file, which shows less. Bytes. */
const MOST_RAW = 131_072;

export interface Rejects {
  readonly file: WrittenFile | null;
  readonly groups: readonly RejectionGroup[];
}

/** Nothing is written where nothing was rejected by name. Throws a BatchctlError (state). */
export async function writeRejects(line: Recutting, state: JournalState, token: string): Promise<Rejects> {
  const findings = new Findings();
  const { head, line: lineOf } = formatOf(line.frozen);
  let file: ReportFile | undefined;
  try {
    for await (const { rejections, unlisted } of rejectionsOf(line, state)) {
      for (const rows of unlisted) findings.addUnlisted(rows);
      for (const rejection of rejections) {
        findings.add(rejection);
        file ??= await ReportFile.create('rejects', rejectsPath(line), token, head);
        await file.add(lineOf({ rejection, raw: await rawOf(line, rejection) }));
      }
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  return { file: file === undefined ? null : await file.finish(state.rejects), groups: findings.groups };
}

/** The rejects file that was written last is still there, as it was or fixed by hand, or there was none to write. */
export async function hasRejects({ rejects }: JournalState): Promise<boolean> {
  return rejects === null || (await exists(rejects.path));
}

function rawOf({ source }: Recutting, { start, end }: Rejection): Promise<Buffer> {
  return source.range(start, Math.min(end, start + MOST_RAW));
}

/** In the working directory, under the source's name. */
function rejectsPath({ plan, frozen }: Recutting): string {
  if (plan.rejects !== null) return plan.rejects;
  return `${baseName(plan.file)}.rejects.${frozen.shape.format}`;
}

function formatOf({ shape }: FrozenPlan): RejectFormat {
  if (shape.format === 'ndjson') return ndjsonRejects(rejectedObject);
  return csvRejects({
    columns: sentColumns(shape.header),
    hasOtherDialects: hasOtherDialects(shape),
    read: (raw) => rejectedRecord(shape, raw),
  });
}

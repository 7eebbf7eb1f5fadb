/** Writes the results file of an import: what the service answered to each row, in row order. */
import { createReadStream } from 'node:fs';
import { rejectedRecord } from '../encode/rejected-row.js';
import { sentColumns } from '../encode/rejects-columns.js';
import type { CsvShape } from '../encode/csv-shape.js';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { JournalState, PartState } from '../journal/state.js';
import type { WrittenFile } from '../record.js';
import { csvLine } from '../report/csv-line.js';
import { withoutFormula } from '../report/formula.js';
import { exists, ReportFile } from '../report/report-file.js';
import type { FileExchange } from '../target/target.js';
import { baseName } from './base-name.js';
import { countItems, itemAt } from './item-range.js';
import { noSink } from './no-sink.js';
import type { ImportPlan } from './plan.js';
import { recut, type Recutting } from './recut.js';
import { linesOf } from './result-index.js';
import { resultsPath } from './result-store.js';

const OWN_COLUMNS = ['_batchctl_row', '_batchctl_status', '_batchctl_result'];

/** Null where the service has answered nothing yet, or never does. Throws a BatchctlError (state, conflict). */
export async function writeResults(
  line: Recutting & { readonly journal: { readonly directory: string } },
  state: JournalState,
  token: string,
): Promise<WrittenFile | null> {
  const { files } = line.plan.target;
  const answered = files === undefined ? [] : [...state.parts.values()].filter(isAnswered).toSorted(bySource);
  if (files === undefined || answered.length === 0) return null;
  const { shape } = line.frozen;
  const asCsv = shape.format === 'csv' && isCsvPath(line.plan.results);
  const head = asCsv ? csvLine([...sentColumns(shape.header), ...OWN_COLUMNS].map(withoutFormula)) : '';
  const file = await ReportFile.create('results', pathOf(line.plan), token, head);
  try {
    for (const part of answered) {
      const path = resultsPath(line.journal.directory, part.id);
      const lines = asCsv ? csvLines({ line, part, path, files, shape }) : textOf(path);
      for await (const text of lines) await file.add(text);
    }
  } catch (error) {
    await file.discard();
    throw error instanceof BatchctlError ? error : lost(error);
  }
  return await file.finish(state.results);
}

/** The results file that was written last is still there, or there was none to write. */
export async function hasResults({ results }: JournalState): Promise<boolean> {
  return results === null || (await exists(results.path));
}

/** `--results x.csv` asks for the columns of the source beside the answers. */
export function isCsvPath(path: string | null): boolean {
  return path !== null && /\.csv$/i.test(path);
}

function pathOf({ results, file }: ImportPlan): string {
  return results ?? `${baseName(file)}.results.ndjson`;
}

/** A part that was split or refused has no answers of its own, nor has one of which only somebody's word is known. */
function isAnswered({ phase, receipt, decision }: PartState): boolean {
  return phase === 'settled' && receipt !== undefined && decision === undefined;
}

function bySource(one: PartState, two: PartState): number {
  return one.intent.start.byte - two.intent.start.byte || one.intent.items.from - two.intent.items.from;
}

async function* textOf(path: string): AsyncGenerator<string> {
  for await (const piece of createReadStream(path, 'utf8')) yield String(piece);
}

interface Joining {
  readonly line: Recutting;
  readonly part: PartState;
  readonly path: string;
  readonly files: FileExchange;
  readonly shape: CsvShape;
}

/** The row of the source beside what was answered to it. */
async function* csvLines({ line, part, path, files, shape }: Joining): AsyncGenerator<string> {
  const cut = await recut(line, part.intent, noSink);
  const { items } = part.intent;
  let position = 0;
  for await (const { text } of linesOf(path)) {
    const row = Number(/^\{"_batchctl_row":(\d+),/.exec(text)?.[1]);
    while (position < countItems(items) && cut.origin(itemAt(items, position)).row < row) position += 1;
    const { start, end } = cut.origin(itemAt(items, position));
    const { content: values } = rejectedRecord(shape, await line.source.range(start, end));
    const { status, text: answer } = files.cell(text);
    if (values !== undefined) yield csvLine([...values, String(row), status, answer].map(withoutFormula));
  }
}

function lost(error: unknown): BatchctlError {
  const message = `the results that the service gave can't be read: ${messageOf(error)}`;
  const hint = '--new-run asks the service for everything once more';
  return new BatchctlError(EXIT.state, 'results_unreadable', message, { cause: error, hint });
}

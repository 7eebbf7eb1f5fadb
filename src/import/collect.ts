/** What became of a request whose results are files at the service: fetched, put into row order and kept beside the journal. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BatchctlError, EXIT, messageOf, systemCode } from '../errors.js';
import { syncDirectory } from '../disk.js';
import type { PartState } from '../journal/state.js';
import type { ItemRefusal, Origin } from '../record.js';
import type { FileExchange } from '../target/target.js';
import type { Settlement } from '../target/verdict.js';
import { countItems, itemAt } from './item-range.js';
import type { Line } from './line.js';
import { noSink } from './no-sink.js';
import { recut, type Recut } from './recut.js';
import { ResultIndex } from './result-index.js';
import { resultsPath, storeResults } from './result-store.js';
import { refusalError } from './send.js';
import type { Ended } from './settle.js';
import { unanswered, waitForTry } from './trouble.js';

/** Files may be large, and their service slow. */
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;

/** Nothing but an answer was asked for, so a row without one can be asked again. */
const NO_RESULT = {
  code: 'no_result',
  message: 'the service calls the batch complete, and gives no result for this row',
};

/** Of a disk, which a service that can be asked again has no part in. */
const DISK_FAILURES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'ENOENT']);

type Collected = Ended & { readonly kind: 'settled' | 'doubt' | 'stopped' };

/** May be called again for the same part. Throws a BatchctlError where the files can't be had. */
export async function collect(
  line: Line,
  part: PartState,
  results: Settlement & { kind: 'results' },
): Promise<Collected> {
  const { files } = line.plan.target;
  if (files === undefined) throw new Error(`${line.plan.target.name} answered with files, and has none`);
  const path = resultsPath(line.journal.directory, part.id);
  const downloads = results.files.map((file, index) => ({ file, into: `${path}.${index}` }));
  const release = await line.collecting.acquire();
  try {
    const made = mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncDirectory(line.journal.directory);
    for (const { file, into } of downloads) {
      const isThere = await download(line, files.contentPath(file), into);
      if (!isThere) return { kind: 'stopped' };
    }
    const cut = await recut(line, part.intent, noSink);
    return await conclude({ line, part, cut, files, results, paths: downloads.map(({ into }) => into) });
  } catch (error) {
    throw isOfDisk(error) ? unkept(path, error) : error;
  } finally {
    for (const { into } of downloads) rmSync(into, { force: true });
    release();
  }
}

/** False: the run is being stopped. */
async function download(line: Line, path: string, into: string): Promise<boolean> {
  for (let failures = 1; ; failures++) {
    await line.pause.over(line.stopping);
    if (line.stopping.aborted) return false;
    line.counters.requests += 1;
    try {
      const { status, headers, text } = await line.exchange({
        method: 'GET',
        path,
        into,
        timeoutMs: DOWNLOAD_TIMEOUT_MS,
      });
      if (status === 200) return true;
      const verdict = line.plan.target.readFailure({ status, headers, text });
      if (verdict.kind === 'refused') throw refusalError(line, verdict.refusal);
      const failure = await waitForTry(line, verdict.trouble, failures);
      if (failure !== undefined) throw failure;
    } catch (error) {
      if (isOfDisk(error)) throw unkept(into, error);
      const failure = await waitForTry(line, unanswered(error), failures);
      if (failure !== undefined) throw failure;
    }
  }
}

function isOfDisk(error: unknown): boolean {
  return !(error instanceof BatchctlError) && DISK_FAILURES.has(systemCode(error) ?? '');
}

function unkept(path: string, error: unknown): BatchctlError {
  return new BatchctlError(EXIT.state, 'results_unusable', `${path} can't be kept: ${messageOf(error)}`, {
    cause: error,
    hint: 'make room or give access there, then run the same command again',
  });
}

interface Conclusion {
  readonly line: Line;
  readonly part: PartState;
  readonly cut: Recut;
  readonly files: FileExchange;
  readonly results: Settlement & { kind: 'results' };
  readonly paths: readonly string[];
}

async function conclude({ line, part, cut, files, results, paths }: Conclusion): Promise<Collected> {
  const { items } = part.intent;
  const count = countItems(items);
  const index = new ResultIndex(
    Array.from({ length: count }, (_, position) => cut.origin(itemAt(items, position)).row),
  );
  for (const path of paths) {
    const problem = await index.read(path, files.readLine.bind(files));
    if (problem !== undefined) return { kind: 'doubt', reason: `the service's result file ${problem}` };
  }
  const { code, message } = results.rest ?? NO_RESULT;
  const left = index.missing.map((position): ItemRefusal => ({ index: position, code, message }));
  const refused = [...index.refused, ...left].toSorted((one, two) => one.index - two.index);
  await storeResults({
    path: resultsPath(line.journal.directory, part.id),
    index,
    present: presenterOf(line, files, (position) => cut.origin(itemAt(items, position))),
  });
  return { kind: 'settled', outcome: { accepted: count - refused.length, refused, unlisted: 0 } };
}

type Present = (position: number, text: string) => Promise<string>;

function presenterOf(
  { frozen, source }: Line,
  files: FileExchange,
  originOf: (position: number) => Origin,
): Present | undefined {
  const present = files.presenter(frozen.settings);
  if (present === undefined) return undefined;
  return async (position, text) => {
    const { start, end } = originOf(position);
    return present(text, (await source.range(start, end)).toString());
  };
}

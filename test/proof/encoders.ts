/**
 * The fast encoders against the references on generated and damaged files: COUNT of CSV, and ten times as many lines of NDJSON. 100,000 of
 * them take about five minutes. Run on the scanners that were built last. The first difference ends it, and says how it can be made again.
 */
import { compareCsv } from '../encode/simd/csv-difference.js';
import { compareNdjson } from '../encode/simd/ndjson-difference.js';

const COUNT = Number(process.env['COUNT'] ?? 20_000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
/** Between two reports of progress; numbers of files and lines that one seed has for itself. */
const STEP = 5_000;
const NUMBERS = 10_000_000;
const LINES = 10;

function prove(): { readonly rows: number; readonly failure?: string } {
  let rows = 0;
  try {
    for (let done = 0; done < COUNT; done += STEP) {
      const files = Math.min(STEP, COUNT - done);
      const first = SEED * NUMBERS + LINES * done;
      rows += compareCsv(files, first);
      compareNdjson(LINES * files, first);
      process.stderr.write(`${done + files} files, ${rows} rows, ${LINES * (done + files)} lines\n`);
    }
    return { rows };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { rows, failure: error.message };
  }
}

const { rows, failure } = prove();
const figures = `${rows} rows of CSV, ${LINES * COUNT} lines of NDJSON, ${failure === undefined ? 'no' : 'a'} difference`;
process.stdout.write(`encoders: ${COUNT} files, seed ${SEED}: ${figures}\n`);
if (failure !== undefined) process.stderr.write(`${failure}\n`);
process.exitCode = failure === undefined ? 0 : 1;

// The fast encoders against the references on generated and damaged files: 10^5 of CSV, and 10^6 lines of NDJSON. Run by tsx, on the
// scanners that were built last. Throws for the first difference, and says how it can be made again.
// FILES and LINES for other numbers; SEED for others of the same kind; `csv` or `ndjson` for only one format.
import { compareCsv } from '../test/encode/simd/csv-difference.ts';
import { compareNdjson } from '../test/encode/simd/ndjson-difference.ts';

const seed = Number(process.env.SEED ?? 1);
const files = Number(process.env.FILES ?? 100_000);
const lines = Number(process.env.LINES ?? 1_000_000);
const STEP_FILES = 10_000;
const STEP_LINES = 100_000;

function proveCsv() {
  let rows = 0;
  for (let done = 0; done < files; done += STEP_FILES) {
    rows += compareCsv(Math.min(STEP_FILES, files - done), seed * 1_000_000 + done);
    console.log(`csv: ${Math.min(files, done + STEP_FILES)} files, ${rows} rows, no difference`);
  }
}

function proveNdjson() {
  for (let done = 0; done < lines; done += STEP_LINES) {
    compareNdjson(Math.min(STEP_LINES, lines - done), seed * 1_000_000 + done);
    console.log(`ndjson: ${Math.min(lines, done + STEP_LINES)} lines, no difference`);
  }
}

const named = process.argv[2];
if (named !== 'ndjson') proveCsv();
if (named !== 'csv') proveNdjson();

// Imports files of gigabytes that are made to harm: most of each is a hole, which a reader gets as NULs without a line break.
// Prints a table; exits 1 where a row got lost, or where memory grew with the file. SCALE=0.01 for smaller ones.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMeasured } from './run-measured.js';

const MOST_MB = 400;
const scale = Number(process.env.SCALE ?? 1);
const directory = mkdtempSync(join(tmpdir(), 'batchctl-files-'));

/** `head`, a hole, and `tail`; what is accepted of them, and what the hole is rejected as. */
const FILES = [
  { name: 'line-1gb.ndjson', head: '{"id":1}\n', hole: 1e9, tail: '', accepted: 1 },
  { name: 'beyond-4gib.ndjson', head: '{"id":1}\n', hole: 2 ** 32 + 1, tail: '\n{"id":2}\n', accepted: 2 },
  { name: 'beyond-4gib.csv', head: 'id,name\n1,Ada\n', hole: 2 ** 32 + 1, tail: '\n2,Bo\n', accepted: 2 },
  { name: 'quote-1gb.csv', head: 'id,name\n1,Ada\n3,"', hole: 1e9, tail: '\n2,Bo\n', accepted: 2 },
];

function generate({ name, head, hole, tail }) {
  const file = openSync(join(directory, name), 'w');
  const end = head.length + Math.round(hole * scale);
  writeSync(file, head);
  ftruncateSync(file, end);
  if (tail !== '') writeSync(file, tail, end);
  closeSync(file);
}

async function run({ name }) {
  const { peak, rows, imports, seconds } = await runMeasured([name], { cwd: directory });
  return { peak, rows, codes: imports[0].errors.map(({ code }) => code).join(), seconds };
}

for (const file of FILES) {
  generate(file);
  const { peak, rows, codes, seconds } = await run(file);
  rmSync(join(directory, file.name));
  console.log(
    `${file.name.padEnd(20)} accepted ${rows.accepted}  rejected ${rows.rejected} (${codes})  peak ${peak} MB  ${seconds} s`,
  );
  if (rows.accepted !== file.accepted || rows.rejected !== 1 || peak > MOST_MB) process.exitCode = 1;
}
rmSync(directory, { recursive: true });

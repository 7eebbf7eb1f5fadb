/**
 * batchctl's reading of CSV against Python's csv and Papa Parse: COUNT generated files, half of them sound, half damaged. What batchctl
 * accepts of a file all read alike; what it rejects is one of the disagreements by design, and the others read it as it says there.
 */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import type { CsvDialect } from '../../src/encode/csv-dialect.js';
import { DISAGREEMENTS } from '../encode/csv-disagreements.js';
import { cleanCsv, pollutedCsv, type CsvFile } from '../encode/csv-files.js';
import { PythonCsv } from '../encode/python-csv.js';
import { asked, isPapas, isPythons, ours, papa, textOf, type Rejected } from './csv-opinions.js';

const COUNT = Number(process.env['COUNT'] ?? 4_000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const BATCH = 200;

const python = new PythonCsv();
const wrong: string[] = [];
const figures = { rows: 0, rejected: 0, python: 0, papa: 0, 'by design': 0 };

/** A reader's answer to a text, and what batchctl makes of it. */
interface Question {
  readonly reader: 'python' | 'papa';
  readonly text: string;
  readonly dialect: CsvDialect;
  /** What is wrong with an answer; undefined where it is as it must be. */
  readonly judge: (answer: unknown) => string | undefined;
}

/** A row by itself, behind the header of its file. */
interface Alone {
  readonly text: string;
  readonly columns: readonly string[];
  readonly quote: string;
}

/** What the others must make of a row that is rejected, by its code. */
const BY_DESIGN: Readonly<Record<string, (rows: unknown, row: Alone) => boolean>> = {
  // Another field of the row may be an error there.
  quote_in_field: (rows, { quote }) =>
    rows === 'error' || (isRows(rows) && rows.flat().some((value) => value.includes(quote))),
  column_count: (rows, { columns }) => isRows(rows) && rows.length === 1 && rows[0]?.length !== columns.length,
  header_repeated: (rows, { columns }) => isDeepStrictEqual(rows, [columns]),
  text_after_quote: (rows, row) => rows === 'error' || passesOver(row),
  unclosed_quote: (rows, row) => rows === 'error' || passesOver(row),
};

/** Papa Parse passes over what is any kind of blank behind a closing quote. */
function passesOver({ text, quote }: Alone): boolean {
  return new RegExp(`${quote}\\s`).test(text);
}

function isRows(rows: unknown): rows is string[][] {
  return Array.isArray(rows);
}

/** The file without the rows that are rejected: blank lines are left of them. */
function without(bytes: Buffer, rejected: readonly Rejected[]): Buffer {
  let at = 0;
  const kept: Buffer[] = [];
  for (const { start, end } of rejected) {
    kept.push(bytes.subarray(at, start), Buffer.from('\n'));
    at = end;
  }
  return Buffer.concat([...kept, bytes.subarray(at)]);
}

/** A NUL right behind a closing quote is text here, and an error or a lasting quote there. */
function hasOddNul(text: string, { quote }: CsvDialect): boolean {
  return quote !== '' && text.includes(`${quote}\0`);
}

/** Those that know all that is in the file; what the others don't is in the table. */
function asReaders(text: string, dialect: CsvDialect, judge: Question['judge']): Question[] {
  const readers: Question['reader'][] = [];
  if (isPythons(dialect)) readers.push('python');
  if (isPapas(text, dialect)) readers.push('papa');
  figures['by design'] += 2 - readers.length;
  return readers.map((reader) => ({ reader, text, dialect, judge }));
}

function questionsOn(file: CsvFile): Question[] {
  const { bytes, dialect } = file;
  const { rows, rejected } = ours(file);
  figures.rows += rows.length;
  figures.rejected += rejected.length;
  const text = textOf(without(bytes, rejected));
  const [header = ''] = textOf(bytes).split(/[\r\n]/, 1);
  const about = hasOddNul(text, dialect) ? [] : asReaders(text, dialect, (answer) => sameRows(answer, rows));
  if (hasOddNul(text, dialect)) figures['by design'] += 2;
  return [...about, ...rejected.flatMap((row) => questionsOnRow(file, row, header))];
}

function sameRows(answer: unknown, rows: readonly unknown[]): string | undefined {
  if (isDeepStrictEqual(answer, rows)) return undefined;
  return `it reads ${JSON.stringify(answer)}\n  and we     ${JSON.stringify(rows)}`;
}

/** A row that is no UTF-8 is none for the others, who are given text. */
function questionsOnRow({ bytes, dialect }: CsvFile, { code, start, end }: Rejected, header: string): Question[] {
  const judge = BY_DESIGN[code];
  if (code === 'invalid_utf8') return [];
  if (judge === undefined) {
    wrong.push(`${code} is none of the disagreements`);
    return [];
  }
  const text = `${header}\n${bytes.toString('utf8', start, end)}\n`;
  if (hasOddNul(text, dialect)) {
    figures['by design'] += 2;
    return [];
  }
  const row = { text, columns: header.split(dialect.delimiter), quote: dialect.quote };
  return asReaders(text, dialect, (answer) =>
    judge(answer, row) ? undefined : `${code}: it reads ${JSON.stringify(answer)}`,
  );
}

async function ask(questions: readonly Question[]): Promise<void> {
  const answers = await python.read(
    questions.filter(({ reader }) => reader === 'python').map(({ text, dialect }) => asked(text, dialect)),
  );
  for (const { reader, text, dialect, judge } of questions) {
    const answer = reader === 'python' ? answers.shift() : papa(text, dialect);
    const fault = judge(answer);
    figures[reader] += 1;
    if (fault !== undefined) wrong.push(`${reader}, ${JSON.stringify(dialect)}, ${JSON.stringify(text)}: ${fault}`);
  }
}

/** The table says of Python and Papa Parse what they do. */
async function askOfTable(): Promise<void> {
  for (const { what, header = 'a,b', rows, choice, ...expected } of DISAGREEMENTS) {
    const dialect = { delimiter: ',', quote: '"', escape: '"', comment: '', ...choice };
    const text = `${header}\n${rows}`;
    const [pythons] = await python.read([asked(text, dialect)]);
    const read = { python: pythons, papa: papa(text, dialect) };
    for (const reader of ['python', 'papa'] as const) {
      const answer = read[reader];
      const joined = isRows(answer) ? answer.map((row) => row.join('|')).join(' ') : answer;
      if (joined !== expected[reader]) wrong.push(`the table, ${reader}, ${what}: ${JSON.stringify(joined)}`);
    }
  }
}

await askOfTable();
for (let done = 0; done < COUNT; done += BATCH) {
  for (const files of [cleanCsv, pollutedCsv]) {
    const sample = fc.sample<CsvFile>(files, {
      numRuns: Math.ceil(Math.min(BATCH, COUNT - done) / 2),
      seed: SEED + done,
    });
    await ask(sample.flatMap(questionsOn));
  }
  if (done % 2_000 === 0) process.stderr.write(`csv-readers: ${done} of ${COUNT}, ${wrong.length} differences\n`);
}
await python.close();
assert(figures.python > COUNT / 8 && figures.papa > COUNT / 8, 'hardly anything was asked');
process.stdout.write(
  `csv-readers: ${COUNT} files, seed ${SEED}: ${JSON.stringify(figures)}, ${wrong.length} unexplained\n`,
);
if (wrong.length > 0) {
  process.stderr.write(`${wrong.slice(0, 20).join('\n')}\n`);
  process.exitCode = 1;
}

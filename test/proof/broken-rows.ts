/**
 * What broken rows cost: CPU time of the encoders for COUNT rows, a hundredth of them broken in one way, against the same rows unbroken.
 * It is three times as much at most. SEED says which of each hundred rows is the broken one.
 */
import { createEncoder } from '../../src/encode/create.js';
import { advance } from '../../src/encode/encoder.js';
import { detectShape } from '../../src/encode/shape.js';
import { csvLine, profiles, type Profile } from '../../bench/profiles.js';
import { BROKEN_CSV, BROKEN_NDJSON, type Break } from './broken-kinds.js';

const COUNT = Number(process.env['COUNT'] ?? 100_000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const RUNS = 11;
const MOST = 3;
const LIMITS = { separator: ',', maxItemBytes: 9_500_000, maxRecordBytes: 9_500_000, required: 'email' };
const ROWS_A_CHUNK = 2000;
/** Shown to an encoder at once, as when a file is imported. */
const SHOWN_BYTES = 262_144;

const broken = SEED % 100;
const wide = [...profiles(COUNT)];
const narrow = wide.map(({ id = '', email = '', plan = '' }) => ({ id, email, plan }));

/** The rows as a file, those that are to be broken by `damage`. */
function fileOf(rows: readonly Profile[], line: (row: Profile) => string, damage: Break): Buffer {
  const lines = rows.map((row, index) => (index % 100 === broken ? damage(line(row)) : line(row)));
  return Buffer.concat(lines.map((text) => Buffer.from(text)));
}

/** Rows that were rejected. */
function encode(bytes: Buffer, name: string): number {
  const shape = detectShape(bytes.subarray(0, 65_536), { name }, false);
  if (shape === undefined) throw new Error(`no shape: ${name}`);
  const encoder = createEncoder(shape, LIMITS);
  let [at, inChunk, rejected] = [shape.first, 0, 0];
  for (let shown = at.byte; at.byte < bytes.length;) {
    const room = { rows: ROWS_A_CHUNK - inChunk, bytes: LIMITS.maxItemBytes };
    const encoded = encoder.encode(bytes.subarray(at.byte, shown), at, room, shown === bytes.length);
    at = advance(at, encoded);
    inChunk = (inChunk + encoded.rows) % ROWS_A_CHUNK;
    rejected += encoded.rejections.length;
    if (encoded.consumed === 0) shown = Math.min(bytes.length, shown + SHOWN_BYTES);
  }
  return rejected;
}

/** CPU milliseconds of the quickest run. */
function quickest(bytes: Buffer, name: string): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    encode(bytes, name);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const failures: string[] = [];
let worst = 0;
function compare(name: string, rows: readonly Profile[], line: (row: Profile) => string, kinds: Record<string, Break>) {
  const head = name.endsWith('.csv') ? csvLine(Object.keys(rows[0] ?? {})) : '';
  const file = (damage: Break) => Buffer.concat([Buffer.from(head), fileOf(rows, line, damage)]);
  const clean = file((text) => text);
  for (const [kind, damage] of Object.entries(kinds)) {
    const bytes = file(damage);
    const rejected = encode(bytes, name);
    const factor = quickest(bytes, name) / quickest(clean, name);
    worst = Math.max(worst, factor);
    const what = `${name}, ${kind}: ${factor.toFixed(2)} times the time of unbroken rows, ${rejected} rejected`;
    process.stderr.write(`${what}\n`);
    if (factor > MOST || rejected < Math.floor(COUNT / 100)) failures.push(what);
  }
}

for (const [width, rows] of Object.entries({ wide, narrow })) {
  compare(`${width}.csv`, rows, (row) => csvLine(Object.values(row)), BROKEN_CSV);
  compare(`${width}.ndjson`, rows, (row) => `${JSON.stringify(row)}\n`, BROKEN_NDJSON);
}
const figures = `at worst ${worst.toFixed(2)} times the time of unbroken rows, ${failures.length} failures`;
process.stdout.write(`broken-rows: ${COUNT} rows, seed ${SEED}: ${figures}\n`);
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

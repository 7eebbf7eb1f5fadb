/** One import through faults of chance, run again until it has come to an end, and judged by what the sandbox holds. */
import type { ImportReport } from '../../src/report/report.js';
import { Chance } from '../encode/simd/chance.js';
import { EMPTY, MALFORMED, NO_CONTENT, PORTAL } from '../support/bad-answers.js';
import { FaultBench, saidBy } from '../support/fault-bench.js';
import { PASS, type Fault, type Schedule } from '../support/fault.js';
import { QuickTools } from '../support/quick-tools.js';

/** drops: the service commits, and the answer is lost · any: all that may happen on the way. */
export type Kind = 'drops' | 'any';

export interface Judged {
  /** What must not be; empty where all is well. */
  readonly wrong: readonly string[];
  /** Of each kind of fault, how many were played. */
  readonly faults: ReadonlyMap<string, number>;
  readonly runs: number;
  readonly inDoubt: number;
  readonly mostLive: number;
}

/** ms that an answer may take: the peers that are gone without a word are waited for as long. */
const ANSWER_MS = 500;
/** Runs among faults; the one behind them meets none. */
const MOST_RUNS = 4;

const MALFORMED_FAULTS = Object.values(MALFORMED);

function anyFault(chance: Chance): Fault {
  const at = chance.below(500);
  return chance.pick<() => Fault>([
    () => ({ kind: 'drop' }),
    () => ({ kind: 'reset-request', at }),
    () => ({ kind: 'reset-answer', at }),
    () => ({ kind: 'fin', forwards: chance.oneIn(2) }),
    () => (chance.oneIn(4) ? { kind: 'swallow', forwards: chance.oneIn(2) } : { kind: 'latency', ms: chance.below(5) }),
    () => ({ kind: 'slice', ms: 0 }),
    () => ({ kind: 'truncate', at: chance.below(100), ...(chance.oneIn(2) ? { isChunked: true } : {}) }),
    () => ({ kind: 'shorten', by: 1 + chance.below(40) }),
    () => ({ kind: 'duplicate', atOnce: chance.oneIn(2) }),
    () => ({ kind: 'ghost' }),
    () => ({ kind: 'answer', with: chance.pick([EMPTY, NO_CONTENT, PORTAL]), forwards: true }),
    () => ({ kind: 'answer', with: { status: chance.pick([408, 409, 425, 429, 500, 502, 503, 504]) } }),
    () => ({ kind: 'status', status: chance.pick([500, 502, 503, 504]) }),
    () => ({ kind: 'interim', status: chance.pick([100, 102, 103]), count: 1 + chance.below(50) }),
    () => ({ kind: 'close-idle', ms: chance.below(3) }),
    () => chance.pick(MALFORMED_FAULTS),
  ])();
}

function scheduleOf(kind: Kind, chance: Chance): Schedule {
  const share = 2 + chance.below(4);
  return ({ method }) => {
    if (!chance.oneIn(share)) return undefined;
    if (kind === 'drops') return method === 'POST' ? { kind: 'drop' } : undefined;
    return anyFault(chance);
  };
}

/** Never throws for a fault of the program: that is in `wrong`. */
export async function runTrial(kind: Kind, seed: number): Promise<Judged> {
  const ends: (() => unknown)[] = [];
  const bench = await FaultBench.open({ after: (release) => void ends.push(release) });
  try {
    return await importAndJudge(bench, kind, new Chance(seed));
  } finally {
    for (const end of ends) await end();
  }
}

async function importAndJudge(bench: FaultBench, kind: Kind, chance: Chance): Promise<Judged> {
  const rows = 1 + chance.below(12);
  const upsert = chance.oneIn(4) ? ({ operation: 'upsert', matchKey: 'id' } as const) : {};
  const flags = { batchSize: 1 + chance.below(4), concurrency: 1 + chance.below(4), ...upsert };
  bench.write(rows);
  const tools = new QuickTools();
  const schedule = scheduleOf(kind, chance);
  let report: ImportReport | undefined;
  let runs = 0;
  while (runs <= MOST_RUNS && !isOver(report)) {
    const faults = runs < MOST_RUNS ? schedule : PASS;
    report = await bench.import({ schedule: faults, flags, tools, answerMs: ANSWER_MS });
    runs += 1;
    if (chance.oneIn(2)) await bench.proxy.release();
  }
  await bench.proxy.release();
  const { proxy } = bench;
  const faults = new Map<string, number>();
  for (const played of proxy.played) faults.set(played, (faults.get(played) ?? 0) + 1);
  const applied = await bench.applied();
  const wrong = report === undefined ? ['it never ran'] : judge(report, applied, rows);
  if (proxy.mostLive > 1) wrong.push(`${proxy.mostLive} requests of one key at once`);
  return { wrong, faults, runs, inDoubt: report?.rows.inDoubt ?? 0, mostLive: proxy.mostLive };
}

function isOver(report: ImportReport | undefined): boolean {
  return report !== undefined && report.rows.pending === 0 && [0, 6].includes(report.exitCode);
}

/** Rows in doubt may be there or not; all others are there once. */
function judge(report: ImportReport, applied: readonly number[], rows: number): string[] {
  const { rows: counts, chunks, exitCode } = report;
  const wrong: string[] = [];
  const isDoubtful = (row: number) => chunks.inDoubt.some(({ rows: [first, last] }) => first <= row && row <= last);
  for (let row = 1; row <= rows; row++) {
    const times = applied.filter((one) => one === row).length;
    if (times > 1) wrong.push(`row ${row} is there ${times} times`);
    if (times === 0 && !isDoubtful(row)) wrong.push(`row ${row} is lost`);
  }
  if (applied.some((row) => row < 1 || row > rows)) wrong.push('a row that was never sent');
  if (counts.read !== rows || counts.rejected > 0 || counts.accepted + counts.inDoubt !== rows)
    wrong.push(`${rows} rows: ${JSON.stringify(counts)}`);
  if (exitCode !== (counts.inDoubt > 0 ? 6 : 0)) wrong.push(`exit ${exitCode}: ${saidBy(report)}`);
  return wrong;
}

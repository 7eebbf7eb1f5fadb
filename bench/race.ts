/** Everybody in turn, round by round: what the machine does besides slows down all of them. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Arena, Contestant } from './arena.js';
import { measure, type Measured } from './measure.js';
import type { Service } from './service.js';

export interface Result {
  readonly name: string;
  readonly rows: number;
  readonly seconds: readonly number[];
  readonly cpu: readonly number[];
  readonly peakMb: readonly number[];
  /** What went wrong; a contestant with a failure isn't run again, and has no figures. */
  readonly failure: string | null;
}

interface Race {
  readonly contestants: readonly Contestant[];
  readonly arena: Arena;
  readonly service: Service;
  readonly runs: number;
  readonly directory: string;
  /** Told before each start. */
  readonly tell: (text: string) => void;
}

export async function race({ contestants, arena, service, runs, directory, tell }: Race): Promise<Result[]> {
  const results = new Map<Contestant, Measured[]>(contestants.map((contestant) => [contestant, []]));
  const failures = new Map<Contestant, string>();
  for (let round = 1; round <= runs; round++) {
    for (const [contestant, done] of results) {
      if (failures.has(contestant)) continue;
      tell(`round ${round} of ${runs}: ${contestant.name}`);
      const measured = await runOne(contestant, { arena, service, directory });
      if (typeof measured === 'string') failures.set(contestant, measured);
      else done.push(measured);
    }
  }
  return [...results].map(([contestant, done]) => ({
    name: contestant.name,
    rows: rowsFor(contestant, arena),
    seconds: done.map(({ seconds }) => seconds),
    cpu: done.map(({ cpu }) => cpu),
    peakMb: done.map(({ peakMb }) => peakMb),
    failure: failures.get(contestant) ?? null,
  }));
}

function rowsFor({ isSmall }: Contestant, { files, small }: Arena): number {
  return isSmall === true ? small.rows : files.rows;
}

/** One run in a directory of its own, or what was wrong with it: only a run of which every row came in counts. */
async function runOne(
  contestant: Contestant,
  { arena, service, directory }: Pick<Race, 'arena' | 'service' | 'directory'>,
): Promise<Measured | string> {
  const cwd = join(directory, 'run');
  mkdirSync(cwd);
  await service.forget();
  const env = contestant.env?.(arena) ?? {};
  const measured = await measure({ argv: contestant.argv(arena), cwd, env });
  rmSync(cwd, { recursive: true });
  const { rows } = await service.stats();
  const expected = contestant.isDry === true ? 0 : rowsFor(contestant, arena);
  if (measured.exit === 0 && rows === expected) return measured;
  const said = measured.stderr.trim().slice(-300);
  return `exit ${measured.exit}, ${rows} of ${expected} rows came in${said === '' ? '' : `: ${said}`}`;
}

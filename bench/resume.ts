/** How soon an import of a large plain file goes on after a kill, and says that there is nothing to do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { importCommand, importEnvironment } from './contestants.js';
import { repeatCsv, type Files } from './files.js';
import { environment, measure, watchPeak } from './measure.js';
import type { Service } from './service.js';

const POLL_MS = 5;

export interface Resumed {
  readonly rows: number;
  readonly bytes: number;
  /** From the start of the process to the first bytes of a write at the service, of an import that was killed half-way. */
  readonly firstRequestMs: readonly number[];
  /** From the start of the process to its exit, of an import that had finished. */
  readonly reportMs: readonly number[];
  /** MiB: while the first half was sent, while the second was, and while there was nothing to do. */
  readonly peakMb: readonly number[];
  readonly rowsPerSecond: number;
  readonly cpu: number;
}

interface Resume {
  readonly service: Service;
  readonly files: Files;
  readonly runs: number;
  readonly bytes: number;
  readonly directory: string;
  /** Told what comes next. */
  readonly tell: (text: string) => void;
}

export async function resume({ service, files, runs, bytes, directory, tell }: Resume): Promise<Resumed> {
  const cwd = join(directory, 'resume');
  const kept = join(directory, 'half-way');
  mkdirSync(cwd);
  const file = join(cwd, 'big.csv');
  tell('resume: writing the large file');
  const rows = await repeatCsv(files, file, bytes);
  const work = { service, cwd, file };

  tell('resume: importing half of it');
  const halfPeak = await runUntil(work, async () => (await service.stats()).rows >= rows / 2);
  cpSync(join(cwd, '.batchctl'), kept, { recursive: true });

  const firstRequestMs: number[] = [];
  for (let run = 1; run <= runs; run++) {
    tell(`resume: ${run} of ${runs} from half-way`);
    putBack(kept, cwd);
    const began = Date.now();
    await runUntil(work, async () => (await service.stats()).firstMs !== null);
    firstRequestMs.push(((await service.stats()).firstMs ?? NaN) - began);
  }

  tell('resume: importing the other half');
  putBack(kept, cwd);
  const command = { argv: importCommand(file), cwd, env: importEnvironment(service.url) };
  await service.forget();
  const rest = await measure(command);
  if (rest.exit !== 0) throw new Error(`the second half ended with ${rest.exit}: ${rest.stderr}`);
  const restRows = (await service.stats()).rows;

  const reportMs: number[] = [];
  let idlePeak = 0;
  for (let run = 1; run <= runs; run++) {
    tell(`resume: ${run} of ${runs} when it has finished`);
    const { seconds, peakMb } = await measure(command);
    reportMs.push(seconds * 1_000);
    idlePeak = Math.max(idlePeak, peakMb);
  }
  return {
    rows,
    bytes: statSync(file).size,
    firstRequestMs,
    reportMs,
    peakMb: [halfPeak, rest.peakMb, idlePeak],
    rowsPerSecond: restRows / rest.seconds,
    cpu: (rest.cpu / restRows) * 1e6,
  };
}

function putBack(kept: string, cwd: string): void {
  rmSync(join(cwd, '.batchctl'), { recursive: true });
  cpSync(kept, join(cwd, '.batchctl'), { recursive: true });
}

interface Work {
  readonly service: Service;
  readonly cwd: string;
  readonly file: string;
}

/** Starts the import and kills it when it is so far. Answers with its peak in MiB. */
async function runUntil({ service, cwd, file }: Work, isSoFar: () => Promise<boolean>): Promise<number> {
  await service.forget();
  const [program = '', ...args] = importCommand(file);
  const child = spawn(program, args, { cwd, env: environment(importEnvironment(service.url)), stdio: 'ignore' });
  const peak = watchPeak(child.pid ?? 0);
  const ended = once(child, 'exit');
  while (child.exitCode === null && !(await isSoFar())) await delay(POLL_MS);
  if (child.exitCode !== null) throw new Error(`the import ended with ${child.exitCode} before it could be killed`);
  child.kill('SIGKILL');
  await ended;
  return peak();
}

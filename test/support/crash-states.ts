/**
 * What a disk may hold after a power loss. What was synced is there; of everything else each step may be there or not: names of files
 * and directories, and what was written, of which a part may be there, or nothing but its length.
 */
import { dirname } from 'node:path';
import type { Chance } from '../encode/simd/chance.js';
import type { Recording, Step } from './disk-steps.js';

export interface CrashState {
  /** So many steps had been done. */
  readonly steps: number;
  readonly directories: ReadonlySet<string>;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Requests that had left, and answers that had come. */
  readonly asked: number;
  readonly answered: number;
  /** What was lost, in words. */
  readonly lost: readonly string[];
}

/** One of the states that the disk may be in when the power fails behind so many steps. */
export function crashState({ steps, before }: Recording, count: number, chance: Chance): CrashState {
  const done = steps.slice(0, count);
  const contents = new Map([...before.values()].map(({ file, content }) => [file, content]));
  const names = new Map([...before].map(([path, { file }]) => [path, file]));
  const directories = new Set<string>();
  const lost: string[] = [];
  for (const [index, step] of done.entries()) {
    const isSafe = isDurable(step, done.slice(index + 1));
    if (step.kind === 'write' || step.kind === 'truncate') change(contents, step, { isSafe, chance, lost });
    else if (!isSafe && chance.oneIn(2)) lost.push(`${step.kind} ${'path' in step ? step.path : ''}`);
    else rename({ names, directories }, step);
  }
  const files = [...names].filter(([path]) => isReachable(path, done, directories));
  return {
    steps: count,
    directories: new Set([...directories].filter((path) => isReachable(path, done, directories))),
    files: new Map(files.map(([path, file]) => [path, contents.get(file) ?? Buffer.alloc(0)])),
    asked: done.filter(({ kind }) => kind === 'asked').length,
    answered: done.filter(({ kind }) => kind === 'answered').length,
    lost,
  };
}

/** A later sync took it to the disk. */
function isDurable(step: Step, later: readonly Step[]): boolean {
  if (step.kind === 'write' || step.kind === 'truncate')
    return later.some((one) => one.kind === 'sync' && one.file === step.file);
  if (!('path' in step)) return true;
  return later.some((one) => one.kind === 'sync-names' && one.directory === dirname(step.path));
}

interface Fate {
  readonly isSafe: boolean;
  readonly chance: Chance;
  readonly lost: string[];
}

function change(
  contents: Map<number, Buffer>,
  step: Step & { readonly kind: 'write' | 'truncate' },
  { isSafe, chance, lost }: Fate,
): void {
  const old = contents.get(step.file) ?? Buffer.alloc(0);
  const fate = isSafe ? 'whole' : chance.pick(['whole', 'lost', 'torn', 'torn', 'blank'] as const);
  if (fate !== 'whole') lost.push(`${fate} ${step.kind} of file ${step.file}`);
  if (fate === 'lost') return;
  if (step.kind === 'truncate') {
    contents.set(step.file, old.subarray(0, step.length));
    return;
  }
  const kept = fate === 'whole' ? step.bytes.length : chance.below(step.bytes.length);
  const bytes = Buffer.alloc(fate === 'torn' ? kept : step.bytes.length);
  step.bytes.copy(bytes, 0, 0, kept);
  // What lies between the end of the file and a later write that came through is zero.
  const changed = Buffer.alloc(Math.max(old.length, step.at + bytes.length));
  old.copy(changed);
  bytes.copy(changed, step.at);
  contents.set(step.file, changed);
}

interface Tree {
  readonly names: Map<string, number>;
  readonly directories: Set<string>;
}

function rename({ names, directories }: Tree, step: Step): void {
  if (step.kind === 'mkdir') directories.add(step.path);
  if (step.kind === 'unlink' && names.get(step.path) === step.file) names.delete(step.path);
  if (step.kind === 'rename' && names.get(step.from) === step.file) names.delete(step.from);
  if (step.kind === 'create' || step.kind === 'link' || step.kind === 'rename') names.set(step.path, step.file);
}

/** Every directory on the way to it that was made in this run is there. */
function isReachable(path: string, done: readonly Step[], directories: ReadonlySet<string>): boolean {
  return done.every(
    (step) =>
      step.kind !== 'mkdir' || !(path === step.path || path.startsWith(`${step.path}/`)) || directories.has(step.path),
  );
}

/** What the journal must hold whatever was lost: the lines, BEGIN aside, that a sync had taken to the disk. */
export function durableLines({ steps }: Recording, count: number): string[] {
  const done = steps.slice(0, count);
  return done.flatMap((step, index) => {
    if (step.kind !== 'write' || !isDurable(step, done.slice(index + 1))) return [];
    const text = step.bytes.toString();
    return text.startsWith('{"n":') ? text.split('\n').filter((line) => /^\{"n":[1-9]/.test(line)) : [];
  });
}

/** The independent checker (checker/check.py), and the program that spoils evidence to see whether the checker notices. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One run of an import, and where its traces are. Paths are relative to the directory. */
export interface Evidence {
  readonly directory: string;
  readonly source: string;
  readonly format: 'csv' | 'ndjson';
  /** How the source is written and renamed, in the checker's own flags. */
  readonly dialect: readonly string[];
  readonly database: string;
  readonly object: string;
  /** Absent for an append. */
  readonly matchKey?: string | undefined;
  /** The document of `--json`, as it was printed. */
  readonly document: string;
  readonly exit: number;
}

/** What became of the rows, in the words of Jepsen's set checker. */
export interface Verdict {
  readonly valid: boolean;
  readonly attempted: number;
  readonly acknowledged: number;
  readonly ok: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly unexpected: number;
  readonly recovered: number;
  readonly rejectedPresent: number;
  readonly inDoubt: number;
  readonly pending: number;
  readonly rejected: number;
  readonly misreported: number;
  readonly complaints: readonly string[];
  readonly examples: readonly string[];
}

/** What came of one kind of corruption: how often it was made, and what of it was not found. */
export type Spoilt = Readonly<Record<string, { readonly made: number; readonly missed: readonly unknown[] }>>;

const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' });

/** For a test's `skip`. */
export const noChecker: string | false =
  version.stdout?.trim() === 'True' ? false : 'no python3 of version 3.11 or later, in which the checker is written';

/** Judges a run. Throws where it can't be judged. */
export async function check(evidence: Evidence): Promise<Verdict> {
  return JSON.parse(await runChecker('check.py', evidence, []));
}

/** Spoils a run in every way, so many times each, on copies. */
export async function spoil(evidence: Evidence, seed: number, runs: number): Promise<Spoilt> {
  return JSON.parse(await runChecker('seeded.py', evidence, ['--seed', String(seed), '--runs', String(runs)]));
}

async function runChecker(program: string, evidence: Evidence, flags: readonly string[]): Promise<string> {
  const script = fileURLToPath(new URL(`checker/${program}`, import.meta.url));
  // Nothing is to be left beside the sources, and nothing but the standard library is needed.
  const args = ['-B', '-S', script, ...flags, ...wordsFor(evidence)];
  const child = spawn('python3', args, { cwd: evidence.directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => (text.stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (text.stderr += piece.toString()));
  const exit = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (exit !== 0 && exit !== 1) throw new Error(`${program} can't judge: ${text.stdout}${text.stderr}`);
  if (text.stdout === '') throw new Error(text.stderr);
  return text.stdout;
}

function wordsFor(evidence: Evidence): readonly string[] {
  const { directory, source, format, dialect, database, object, matchKey, document, exit } = evidence;
  const summary = `${object}.summary.json`;
  writeFileSync(join(directory, summary), document);
  const { imports }: { imports: readonly { rejects: string | null }[] } = JSON.parse(document);
  const rejects = imports[0]?.rejects ?? undefined;
  const words = {
    source,
    format,
    database,
    object,
    summary,
    'exit-code': String(exit),
    rejects,
    'match-key': matchKey,
  };
  const flags = Object.entries(words).flatMap(([name, word]) => (word === undefined ? [] : [`--${name}`, word]));
  return [...flags, ...dialect];
}

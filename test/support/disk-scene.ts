/** Runs that touch everything the program keeps on disk, each told from where it begins; and whether what came of one is right. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Ended } from './run-here.js';
import type { ServicePlace } from './service-place.js';

const CHUNK_ROWS = 10;

/** The place and the service as they are before the run, and as they are to be behind it. */
export interface Scene {
  readonly name: string;
  readonly files: string;
  readonly database: string;
  readonly args: readonly string[];
  /** What the service has of the rows. */
  readonly sql: string;
  readonly expected: End;
}

interface End {
  readonly rows: unknown;
  readonly rejects: string;
  /** Rows that the results file answers, in its order. */
  readonly answered: readonly string[];
  /** What the service holds, in order of its text. */
  readonly records: readonly string[];
}

interface Plot {
  readonly name: string;
  readonly where: readonly string[];
  readonly sql: string;
  readonly prepare: (place: ServicePlace, args: readonly string[]) => Promise<void>;
}

const APPEND = {
  where: ['-t', 'experiture', '--object', 'people', '--batch-size', String(CHUNK_ROWS)],
  sql: 'select record from records',
};
const PLOTS: readonly Plot[] = [
  { name: 'an import', ...APPEND, prepare: async (place) => writeFileSync(place.path('rows.csv'), rowsFrom(1)) },
  { name: 'going on behind a torn line', ...APPEND, prepare: tear },
  { name: "a new file in a finished one's place", ...APPEND, prepare: replace },
  {
    name: 'a batch and its results',
    where: ['-t', 'openai', '--model', 'any'],
    sql: 'select status as record from batches',
    prepare: async (place) => writeFileSync(place.path('rows.csv'), 'prompt\nSay one\nSay FAIL\nSay three\n'),
  },
];

/** All of them, each run once without a fault. */
export async function stageScenes(place: ServicePlace): Promise<Scene[]> {
  const scenes: Scene[] = [];
  for (const [index, { name, where, sql, prepare }] of PLOTS.entries()) {
    place.clear();
    await place.serve();
    const args = argsOf(place, where);
    await prepare(place, args);
    const files = place.aside(`files${index}`);
    const database = place.aside(`before${index}.db`);
    cpSync(place.directory, files, { recursive: true, preserveTimestamps: true });
    await place.keep(database);
    const staged = { name, files, database, args, sql };
    await enter(place, staged);
    const expected = await endOf(place, await place.run([...args, '--json']), sql);
    scenes.push({ ...staged, expected });
  }
  return scenes;
}

/** Puts everything as it is when the scene begins. */
export async function enter(
  place: ServicePlace,
  { files, database }: Pick<Scene, 'files' | 'database'>,
): Promise<void> {
  rmSync(place.directory, { recursive: true, force: true });
  cpSync(files, place.directory, { recursive: true, preserveTimestamps: true });
  await place.serve(database);
}

/** Runs the scene's command to its end, in this process, and answers with what is wrong then. Closes the service. */
export async function judge(place: ServicePlace, { args, sql, expected }: Scene): Promise<string[]> {
  const ran = await place.run([...args, '--json']);
  if (ran.exit !== 3) return [`exit ${ran.exit}: ${ran.stderr}`];
  const end = await endOf(place, ran, sql);
  const wrong: string[] = [];
  if (JSON.stringify(end.rows) !== JSON.stringify(expected.rows)) wrong.push(`it says ${JSON.stringify(end.rows)}`);
  if (end.rejects !== expected.rejects) wrong.push(`the rejects file holds ${JSON.stringify(end.rejects)}`);
  if (end.answered.join() !== expected.answered.join()) wrong.push(`the results file answers ${end.answered.join()}`);
  for (const record of new Set([...end.records, ...expected.records])) {
    const [found, due] = [end.records, expected.records].map((all) => all.filter((one) => one === record).length);
    if (found !== due) wrong.push(`${found} times at the service, and not ${due}: ${record}`);
  }
  return wrong;
}

/** The journal of the one import at the place. */
export function journalPath(place: ServicePlace): string {
  const [name = ''] = readdirSync(place.path('state', 'imports'));
  return place.path('state', 'imports', name, 'journal.ndjson');
}

function argsOf(place: ServicePlace, where: readonly string[]): string[] {
  const reports = ['rejects.csv', 'results.ndjson'].flatMap((name) => [`--${name.split('.')[0]}`, place.path(name)]);
  const state = ['--state-dir', place.path('state')];
  const isBatch = where.includes('openai');
  return [
    'import',
    place.path('rows.csv'),
    ...state,
    ...reports.slice(0, isBatch ? 4 : 2),
    '--concurrency',
    '1',
    '-q',
    ...where,
  ];
}

/** Six chunks; one row is broken in the file, and each chunk but the fifth has one that the service refuses. */
function rowsFrom(first: number): string {
  const rows = Array.from({ length: 6 * CHUNK_ROWS }, (_, index) => {
    if (index === 9) return `${first + index},"broken" quote\n`;
    return `${first + index},${index % 13 === 5 ? 'nobody' : `user${first + index}@example.com`}\n`;
  });
  return `id,email\n${rows.join('')}`;
}

/** The run before was cut off in the midst of a line of its journal. */
async function tear(place: ServicePlace, args: readonly string[]): Promise<void> {
  writeFileSync(place.path('rows.csv'), rowsFrom(1));
  await place.run(args);
  const path = journalPath(place);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, `${lines.slice(0, 9).join('\n')}\n${lines[9]?.slice(0, 40)}`);
  rmSync(place.path('rejects.csv'));
}

async function replace(place: ServicePlace, args: readonly string[]): Promise<void> {
  writeFileSync(place.path('rows.csv'), rowsFrom(1001));
  await place.run(args);
  writeFileSync(place.path('rows.csv'), rowsFrom(1));
}

interface Told {
  readonly rows: unknown;
  readonly imports: readonly { readonly rejects?: string | null; readonly results?: string | null }[];
}

async function endOf(place: ServicePlace, { stdout }: Ended, sql: string): Promise<End> {
  const { rows, imports }: Told = JSON.parse(stdout);
  const stored = await place.query(sql);
  return {
    rows,
    rejects: textAt(imports[0]?.rejects),
    answered: [...textAt(imports[0]?.results).matchAll(/"_batchctl_row":(\d+)/g)].map(([, row = '']) => row),
    records: stored.map(({ record }) => String(record)).toSorted(),
  };
}

function textAt(path: string | null | undefined): string {
  return typeof path === 'string' && existsSync(path) ? readFileSync(path, 'utf8') : '';
}

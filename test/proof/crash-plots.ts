/** Imports of six requests, one for each target, and what there is to be of them in the end. */
import type { ServicePlace } from '../support/service-place.js';

const CHUNK_ROWS = 4;
const CHUNKS = 6;
/** Every so many rows one is refused by the service. */
const REFUSED = 7;

export interface Plot {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly args: readonly string[];
  /** What the service has of each row, as `record`. */
  readonly sql: string;
  /** The service knows no keys: what a lost answer may have doubled is named, and may be there twice. */
  readonly mayDouble: boolean;
}

const ROWS = Array.from({ length: CHUNKS * CHUNK_ROWS }, (_, index) => index + 1);
const isRefused = (row: number) => row % REFUSED === 3;

const PEOPLE = {
  file: 'rows.csv',
  text: `id,email\n${ROWS.map((row) => `${row},${isRefused(row) ? 'nobody' : `user${row}@example.com`}\n`).join('')}`,
  sql: 'select record from records',
  mayDouble: false,
};
const NOTES = {
  file: 'rows.ndjson',
  text: ROWS.map((row) => `${JSON.stringify({ content: isRefused(row) ? ' ' : `Note ${row}` })}\n`).join(''),
  sql: 'select item as record from memories',
  mayDouble: true,
};
const PROMPTS = {
  file: 'rows.csv',
  text: `prompt\n${ROWS.map((row) => `Say ${row}${isRefused(row) ? ' or FAIL' : ''}\n`).join('')}`,
  // A batch of its own for every request, whoever asks for it how often.
  sql: "select 'a batch' as record from batches",
  mayDouble: false,
};
const TARGETS = [
  { name: 'append', ...PEOPLE, args: ['-t', 'experiture', '--object', 'people'] },
  { name: 'upsert', ...PEOPLE, args: ['-t', 'experiture', '--object', 'people', '--match-key', 'id'] },
  { name: 'papr', ...NOTES, args: ['-t', 'papr', '--user', 'somebody'] },
  { name: 'openai', ...PROMPTS, args: ['-t', 'openai', '--model', 'any'] },
  { name: 'llama-stack', ...PROMPTS, args: ['-t', 'llama-stack', '--model', 'any'] },
];

/** Each target with one worker and with four. */
export const PLOTS: readonly Plot[] = TARGETS.flatMap((target) => [withWorkers(target, 1), withWorkers(target, 4)]);

function withWorkers(plot: Plot, workers: number): Plot {
  const args = [...plot.args, '--concurrency', String(workers), '--batch-size', String(CHUNK_ROWS)];
  return { ...plot, name: `${plot.name}, ${workers} at a time`, args };
}

/** The whole command. */
export function commandOf(place: ServicePlace, { file, args }: Plot): string[] {
  const batches = args.includes('--model') ? ['--results', place.path('results.ndjson')] : [];
  const state = ['--state-dir', place.path('state'), '--rejects', place.path('rejects.ndjson')];
  return ['import', place.path(file), ...state, ...batches, '--json', '-q', ...args];
}

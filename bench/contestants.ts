/** Who runs: batchctl, what it can at most reach, and what people would do without it. */
import { fileURLToPath } from 'node:url';
import { CONCURRENCY, RATE, ROWS_PER_REQUEST, SMALL_REQUEST, type Arena, type Contestant } from './arena.js';
import type { Files } from './files.js';
import { PEERS } from './peers.js';

const BINARY = fileURLToPath(new URL('../bin/batchctl.js', import.meta.url));
const script = (name: string) => fileURLToPath(new URL(`processes/${name}.js`, import.meta.url));

interface Import {
  readonly source?: 'csv' | 'ndjson' | 'gz';
  readonly flags?: readonly string[];
  readonly to?: readonly string[];
  /** How the service is to behave: what stands in front of the path. */
  readonly manner?: string;
  readonly isSmall?: true;
}

function filesFor(arena: Arena, isSmall: true | undefined): Files {
  return isSmall === true ? arena.small : arena.files;
}

function batchctl(name: string, { source = 'csv', flags, to, manner = '', isSmall }: Import): Contestant {
  return {
    name: `batchctl: ${name}`,
    ...(isSmall === undefined ? {} : { isSmall }),
    argv: (arena) => importCommand(filesFor(arena, isSmall)[source], flags, to),
    env: ({ url }) => importEnvironment(`${url}${manner}`),
  };
}

const EXPERITURE = ['-t', 'experiture', '--object', 'people'];
const PAPR = ['-t', 'papr', '--user', 'ada', '--content', 'street'];
const QUIET = ['--json', '--progress', 'none'];

/** batchctl importing `file`. */
export function importCommand(
  file: string,
  flags: readonly string[] = [],
  to: readonly string[] = EXPERITURE,
): string[] {
  return [process.execPath, BINARY, 'import', file, ...to, ...QUIET, ...flags];
}

/** Credentials, and where the services are. */
export function importEnvironment(url: string): Record<string, string> {
  return {
    EXPERITURE_API_KEY: 'none',
    EXPERITURE_BASE_URL: `${url}/public/v1`,
    PAPR_MEMORY_API_KEY: 'none',
    PAPR_BASE_URL: url,
  };
}

function prebuilt(client: 'got' | 'http', { manner = '', isSmall }: Import = {}): Contestant {
  const title = client === 'got' ? 'got' : 'node:http';
  const note = [isSmall && `${SMALL_REQUEST} rows a request`, manner.replace(/^\/latency-(\d+)$/, '$1 ms away')].filter(
    Boolean,
  );
  return {
    name: `ready-made bodies, ${[title, ...note].join(', ')}`,
    ...(isSmall === undefined ? {} : { isSmall }),
    argv: (arena) => {
      const url = `${arena.url}${manner}/public/v1/records/people/append-batch`;
      return [process.execPath, script('post'), client, url, filesFor(arena, isSmall).bodies, String(CONCURRENCY)];
    },
  };
}

function loop(format: 'csv' | 'ndjson', name: string): Contestant {
  const counts = [String(ROWS_PER_REQUEST), String(CONCURRENCY)];
  return {
    name,
    argv: ({ url, files }) => {
      const to = `${url}/public/v1/records/people/append-batch`;
      return [process.execPath, script('loop'), format, to, files[format], ...counts];
    },
  };
}

/** The names that ratios are made of. */
export const NAMED = {
  csv: 'batchctl: CSV',
  ndjson: 'batchctl: NDJSON',
  naiveCsv: 'csv-parse + got',
  naiveNdjson: 'ndjson + got',
  ready: 'ready-made bodies, got',
} as const;

export const CONTESTANTS: readonly Contestant[] = [
  batchctl('CSV', {}),
  batchctl('NDJSON', { source: 'ndjson' }),
  prebuilt('got'),
  prebuilt('http'),
  { ...batchctl('CSV, dry run', { flags: ['--dry-run'] }), isDry: true },
  batchctl('CSV, gzip', { source: 'gz' }),
  batchctl('CSV, upsert', { flags: ['--match-key', 'email'] }),
  loop('csv', NAMED.naiveCsv),
  loop('ndjson', NAMED.naiveNdjson),
  batchctl(`CSV, ${SMALL_REQUEST} rows a request`, { isSmall: true, flags: ['--batch-size', String(SMALL_REQUEST)] }),
  prebuilt('got', { isSmall: true }),
  batchctl('CSV to Papr', { isSmall: true, to: PAPR }),
  batchctl('CSV, 20 ms away', { manner: '/latency-20' }),
  prebuilt('got', { manner: '/latency-20' }),
  batchctl('CSV, 200 ms away', { manner: '/latency-200' }),
  prebuilt('got', { manner: '/latency-200' }),
  batchctl(`CSV, 429 above ${RATE} a second`, { manner: `/rate-${RATE}` }),
  ...PEERS,
];

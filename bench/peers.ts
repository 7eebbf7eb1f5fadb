/** Other people's importers, told to send the same rows to the same service in requests as large. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONCURRENCY, ROWS_PER_REQUEST, type Contestant } from './arena.js';

const ELASTIC = '@elastic/elasticsearch@8.19.2';
const ELASTIC_SCRIPT = fileURLToPath(new URL('processes/elastic.js', import.meta.url));
const POST = 'curl -sS -f -o /dev/null -H "content-type: application/x-ndjson" --data-binary @-';
const ROWS = String(ROWS_PER_REQUEST);
const JOBS = String(CONCURRENCY);

/** `$1` and on are the arguments. */
function shell(line: string, ...args: readonly string[]): string[] {
  return ['sh', '-c', line, 'sh', ...args];
}

function elastic(format: 'csv' | 'ndjson'): Contestant {
  return {
    name: `@elastic/elasticsearch helpers.bulk, ${format === 'csv' ? 'CSV' : 'NDJSON'}`,
    peer: ELASTIC,
    argv: ({ url, files, peer }) => [
      process.execPath,
      ELASTIC_SCRIPT,
      format,
      url,
      files[format],
      JOBS,
      peer(ELASTIC) ?? '',
    ],
  };
}

function binary(folder: string | undefined, name: string): string {
  return join(folder ?? '', 'node_modules', '.bin', name);
}

export const PEERS: readonly Contestant[] = [
  {
    name: 'mlr, parallel and curl, CSV',
    programs: ['mlr', 'parallel', 'curl'],
    argv: ({ url, files }) =>
      shell(
        `mlr --icsv --ojsonl -S cat "$1" | parallel --will-cite --pipe -N ${ROWS} -j ${JOBS} '${POST}' "$2"`,
        files.csv,
        `${url}/lines`,
      ),
  },
  {
    name: 'jq, split and curl, NDJSON',
    programs: ['jq', 'split', 'curl'],
    argv: ({ url, files }) =>
      shell(
        `URL="$2"; export URL; jq -c . "$1" | split -l ${ROWS} --filter='${POST} "$URL"'`,
        files.ndjson,
        `${url}/lines`,
      ),
  },
  elastic('csv'),
  elastic('ndjson'),
  {
    name: 'elasticdump, CSV',
    peer: 'elasticdump@6.125.1',
    argv: ({ url, files, peer }) => [
      process.execPath,
      binary(peer('elasticdump@6.125.1'), 'elasticdump'),
      `--input=csv://${files.csv}`,
      `--output=${url}/rows`,
      '--type=data',
      `--limit=${ROWS}`,
      `--concurrency=${JOBS}`,
      '--noRefresh',
      '--quiet',
    ],
  },
  {
    name: 'couchimport, CSV',
    peer: 'couchimport@1.6.5',
    argv: ({ url, files, peer }) =>
      shell(
        `"$1" "$2" --url "$3" --db rows --delimiter , --buffer ${ROWS} --parallelism ${JOBS} < "$4"`,
        process.execPath,
        binary(peer('couchimport@1.6.5'), 'couchimport'),
        url,
        files.csv,
      ),
  },
];

/** True where a program of this name can be started. */
export function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

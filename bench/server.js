// The service of the benchmark: it takes whatever comes, counts the rows in it, and answers as the API that was asked would. It stores
// nothing. Plain JavaScript, as everything here that runs while something is measured: nothing has to be loaded to run it.
//
// How it behaves stands in front of the path: /latency-20/… answers 20 ms later, /rate-100/… takes 100 writes a second and refuses more.
// GET /stats tells what came in; DELETE /stats forgets it.
import { createServer } from 'node:http';

/** A member that every generated row has once: quotes in values are escaped, so it can't stand in one. */
const MARK = Buffer.from('"lifetime_value":');
const JSON_TYPE = { 'content-type': 'application/json' };
const ELASTIC = { ...JSON_TYPE, 'x-elastic-product': 'Elasticsearch' };

/** Counts `MARK` in a body that comes in pieces. */
class RowCount {
  rows = 0;
  #tail = Buffer.alloc(0);

  add(piece) {
    // A mark that began in the piece before ends in this one's first bytes.
    this.#count(Buffer.concat([this.#tail, piece.subarray(0, MARK.length - 1)]));
    this.#count(piece);
    const end = piece.length < MARK.length ? Buffer.concat([this.#tail, piece]) : piece;
    this.#tail = Buffer.from(end.subarray(Math.max(0, end.length - MARK.length + 1)));
  }

  #count(bytes) {
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) this.rows++;
  }
}

/** The answers to writes, by what their path ends in. */
const WRITES = [
  {
    end: '-batch',
    answer: (rows, path) => ({
      status: 202,
      body: {
        success: true,
        data: { operation: path.split('/').at(-1), jobId: `job-${rows}`, state: 'completed', acceptedRecords: rows },
      },
    }),
  },
  {
    end: '/memory/batch',
    answer: (rows) => ({
      status: 200,
      body: {
        code: 200,
        status: 'success',
        successful: repeat(rows, { code: 200, status: 'success', data: [{ memoryId: 'm' }] }),
        errors: [],
        total_processed: rows,
        total_successful: rows,
        total_failed: 0,
      },
    }),
  },
  {
    end: '/_bulk',
    answer: (rows) => ({
      status: 200,
      headers: ELASTIC,
      body: { took: 1, errors: false, items: repeat(rows, { index: { _index: 'rows', _id: '1', status: 201 } }) },
    }),
  },
  { end: '/_bulk_docs', answer: (rows) => ({ status: 201, body: repeat(rows, { ok: true, id: '1', rev: '1-1' }) }) },
];

/** The answers to reads. */
function readAnswer(path) {
  const job = /\/jobs\/job-(\d+)$/.exec(path);
  if (job !== null) {
    const rows = Number(job[1]);
    const data = { state: 'completed', metrics: { totalRows: rows, validRows: rows, invalidRows: 0 } };
    return { status: 200, body: { success: true, data } };
  }
  const version = { number: '8.19.0', build_flavor: 'default' };
  return { status: 200, headers: ELASTIC, body: { name: 'bench', version, tagline: 'You Know, for Search' } };
}

function repeat(times, value) {
  return Array.from({ length: times }, () => value);
}

let stats;
let taken = [];
forget();

function forget() {
  // `firstMs`: when the first write began to come in, in ms since 1970.
  stats = { writes: 0, rows: 0, bytes: 0, refused: 0, firstMs: null };
  taken = [];
}

/** No more than `rate` writes in any second. */
function isTooMany(rate) {
  const now = performance.now();
  taken = taken.filter((at) => at > now - 1_000);
  if (taken.length >= rate) return true;
  taken.push(now);
  return false;
}

function reply(response, { status, headers = JSON_TYPE, body }, delay) {
  const send = () => response.writeHead(status, headers).end(JSON.stringify(body));
  if (delay === 0) send();
  else setTimeout(send, delay);
}

function takeWrite(request, response, { path, latency, rate }) {
  stats.firstMs ??= Date.now();
  const count = new RowCount();
  request.on('data', (piece) => {
    stats.bytes += piece.length;
    count.add(piece);
  });
  request.on('end', () => {
    if (isTooMany(rate)) {
      stats.refused++;
      const error = { code: 'CDP_ETL.RATE_LIMITED', message: 'too many requests' };
      reply(response, { status: 429, headers: { ...JSON_TYPE, 'retry-after': '1' }, body: { error } }, latency);
      return;
    }
    stats.writes++;
    stats.rows += count.rows;
    const answer =
      WRITES.find(({ end }) => path.endsWith(end))?.answer ?? ((rows) => ({ status: 200, body: { rows } }));
    reply(response, answer(count.rows, path), latency);
  });
}

const server = createServer((request, response) => {
  const [path = '/'] = (request.url ?? '/').split('?');
  if (path === '/stats') {
    reply(response, { status: 200, body: stats }, 0);
    if (request.method === 'DELETE') forget();
    return;
  }
  const latency = Number(/^\/latency-(\d+)\//.exec(path)?.[1] ?? 0);
  const rate = Number(/^\/rate-(\d+)\//.exec(path)?.[1] ?? Infinity);
  if (request.method === 'POST' || request.method === 'PUT') takeWrite(request, response, { path, latency, rate });
  else {
    request.resume();
    reply(response, readAnswer(path), latency);
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(String(server.address().port)));
// Whoever started it may end without saying so.
process.stdin.resume().on('end', () => process.exit());

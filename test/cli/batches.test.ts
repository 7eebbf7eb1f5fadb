/** Prompts and requests into batches: what is sent, what comes back, and what becomes of batches that fail. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { API_KEY } from '../support/canary.js';
import type { Ended } from '../support/run-here.js';
import { Within } from '../support/within.js';

const PROMPTS = `id,prompt\n${Array.from({ length: 10 }, (_, index) => `${index + 1},"Say ${index + 1}, please"\n`).join('')}`;

class Batches extends Within {
  constructor(t: TestContext) {
    super(t);
    this.env['OPENAI_API_KEY'] = API_KEY;
  }

  async import(file: string, faults: string, ...args: string[]): Promise<Ended> {
    const url = `${await this.serve(faults)}/openai/v1`;
    return await this.run(['import', file, '-t', 'openai', '--base-url', url, '-q', ...args]);
  }
}

function resultsIn(path: string): Record<string, unknown>[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function rowsIn(path: string): unknown[] {
  return resultsIn(path).map(({ _batchctl_row: row }) => row);
}

function line(id: string, url: string, own: string): string {
  return `{"custom_id":"${id}","method":"POST","url":"${url}","body":${own}}\n`;
}

/** The request lines that were uploaded, in order. */
async function uploaded(place: Within): Promise<Record<string, unknown>[]> {
  const files = await place.query('select content from batches join file_pieces on file_id = input_file_id');
  const text = files
    .map(({ content }) => Buffer.from(content instanceof Uint8Array ? content : []).toString())
    .join('');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('rows that are requests already keep their bodies, and get their names back', async (t) => {
  const place = new Batches(t);
  const body = '{"model":"m","messages":[{"role":"user","content":"hi"}],"seed":12345678901234567890}';
  const chat = '/v1/chat/completions';
  const lines = [line('a', chat, body), line('a', chat, body), line('b', '/v1/embeddings', body)];
  writeFileSync('requests.jsonl', [...lines, line('c', chat, '{"stream":true}'), line('d', chat, '[]')].join(''));
  const ran = await place.import('requests.jsonl', '');
  assert.equal(ran.exit, 3, ran.stdout + ran.stderr);
  assert.match(ran.stdout, /url: all requests.*body: a batch can not stream.*body: not a JSON object/s);
  const found = resultsIn('requests.results.ndjson');
  assert.deepEqual(
    found.map(({ _batchctl_row: row, custom_id: id }) => [row, id]),
    [
      [1, 'a'],
      [2, 'a'],
    ],
  );
  const sent = await uploaded(place);
  assert.deepEqual(
    sent.map(({ custom_id: id }) => id),
    ['row-1', 'row-2'],
  );
  const [raw] = await place.query("select content like '%12345678901234567890%' as kept from file_pieces limit 1");
  assert.deepEqual(raw, { kept: 1 });
});

test('results as CSV stand beside the columns of the source', async (t) => {
  const place = new Batches(t);
  writeFileSync('prompts.csv', PROMPTS);
  const ran = await place.import('prompts.csv', '', '--model', 'm', '--results', 'answers.csv', '--batch-size', '4');
  assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
  const lines = readFileSync('answers.csv', 'utf8').trimEnd().split('\r\n');
  assert.equal(lines[0], 'id,prompt,_batchctl_row,_batchctl_status,_batchctl_result');
  assert.equal(lines[10], '10,"Say 10, please",10,200,"You said: Say 10, please"');
  assert.equal(lines.length, 11);
  assert.equal(existsSync('prompts.results.ndjson'), false);
});

test('what stands in the results file is nobody else’s to change', async (t) => {
  const place = new Batches(t);
  writeFileSync('prompts.csv', PROMPTS);
  writeFileSync('prompts.results.ndjson', 'mine\n');
  assert.equal((await place.import('prompts.csv', '', '--model', 'm')).exit, 0);
  assert.equal(readFileSync('prompts.results.ndjson', 'utf8'), 'mine\n');
  assert.equal(rowsIn('prompts.results.2.ndjson').length, 10);
  const [name = ''] = readdirSync('.batchctl/imports');
  assert.deepEqual(readdirSync(`.batchctl/imports/${name}/spool`), [], 'nothing is left of what was spooled');
});

interface Case {
  readonly fault: string;
  readonly exit: number;
  readonly says: RegExp;
  /** Rows in the results file; undefined where there is none. */
  readonly rows?: readonly number[];
  /** Batches that were made. */
  readonly batches: number;
}

const all = Array.from({ length: 10 }, (_, index) => index + 1);
const CASES: readonly Case[] = [
  { fault: 'batch-fail@1', exit: 0, says: /10 rows imported/, rows: all, batches: 2 },
  { fault: 'batch-fail', exit: 12, says: /failed each time: internal_error/, batches: 2 },
  {
    fault: 'batch-fail-line=3@1',
    exit: 3,
    says: /9 of 10.*line 4 /s,
    rows: all.filter((row) => row !== 3),
    batches: 2,
  },
  // A line that was not in the request is nobody's fault: it goes on in halves.
  { fault: 'batch-fail-line=99@1', exit: 0, says: /10 rows imported/, rows: all, batches: 3 },
  { fault: 'batch-expire=4', exit: 3, says: /4 of 10 rows imported.*6 ×/s, rows: all, batches: 1 },
  {
    fault: 'batch-lose-line=4',
    exit: 3,
    says: /1 × .*gives no\s+result/s,
    rows: all.filter((row) => row !== 4),
    batches: 1,
  },
  { fault: 'poll-503@3', exit: 0, says: /10 rows imported/, rows: all, batches: 1 },
  { fault: 'reset-before@1', exit: 0, says: /10 rows imported/, rows: all, batches: 1 },
  { fault: 'html@2', exit: 0, says: /10 rows imported/, rows: all, batches: 1 },
];

for (const { fault, exit, says, rows, batches } of CASES) {
  test(`${fault}: exit ${exit}`, async (t) => {
    const place = new Batches(t);
    writeFileSync('prompts.csv', PROMPTS);
    const ran = await place.import('prompts.csv', fault, '--model', 'm');
    assert.equal(ran.exit, exit, ran.stdout + ran.stderr);
    assert.match(ran.stdout.replaceAll(/\n {2,}(?=\S)/g, ' '), says);
    if (rows !== undefined) assert.deepEqual(rowsIn('prompts.results.ndjson'), rows);
    assert.deepEqual(await place.query('select count(*) as n from batches'), [{ n: batches }]);
    if (exit !== 12) return;
    // With the next generation, when the cause is gone.
    assert.equal((await place.import('prompts.csv', '', '--model', 'm')).exit, 0);
    assert.deepEqual(rowsIn('prompts.results.ndjson'), all);
  });
}

test('each endpoint gets its body', async (t) => {
  const place = new Batches(t);
  writeFileSync('prompts.csv', 'text\nSay one thing please\n');
  writeFileSync('bodies.csv', `q,body\n1,"{""model"":""m"",\n""input"":""x""}"\n2,nothing\n`);
  const asked = ['--model', 'm', '--prompt', 'text'];
  for (const endpoint of ['/v1/completions', '/v1/embeddings', '/v1/responses', '/v1/chat/completions']) {
    const told = ['/v1/responses', '/v1/chat/completions'].includes(endpoint) ? ['--system', 'Be brief.'] : [];
    const ran = await place.import('prompts.csv', '', '--endpoint', endpoint, ...asked, ...told);
    assert.equal(ran.exit, 0, `${endpoint}: ${ran.stdout}${ran.stderr}`);
  }
  assert.equal((await place.import('bodies.csv', '', '--endpoint', '/v1/embeddings', '--body', 'body')).exit, 3);
  const [first = {}, ...others] = (await uploaded(place)).map(({ body }) => body);
  assert.deepEqual(
    [first, ...others],
    [
      { model: 'm', prompt: 'Say one thing please' },
      { model: 'm', input: 'Say one thing please' },
      { model: 'm', input: 'Say one thing please', instructions: 'Be brief.' },
      {
        model: 'm',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Say one thing please' },
        ],
      },
      { model: 'm', input: 'x' },
    ],
  );
});

const MISUSES: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [[], /which model/],
  [['--model', 'm', '--prompt', 'nothing'], /no column "nothing".*\n.*id, prompt/],
  [['--model', 'm', '--prompt', 'prompt', '--body', 'id'], /exclude each other/],
  [['--model', 'm', '--endpoint', '/v1/images/generations'], /--body COLUMN/],
  [['--model', 'm', '--endpoint', '/v1/embeddings', '--system', 'x'], /takes no --system/],
  [['--model', 'm', '--batch-size', '50001'], /at most 50000/],
  [['--model', 'm', '--max-bytes', '101MiB'], /at most 104857600/],
  [['--model', 'm', '--match-key', 'id'], /has no upsert|means nothing/],
  [['--model', 'm', '--user', 'ann'], /--user means nothing to OpenAI/],
];

test('what can not be meant is refused before anything is sent', async (t) => {
  const place = new Batches(t);
  writeFileSync('prompts.csv', PROMPTS);
  writeFileSync('prompts.ndjson', '{"prompt":"a b c"}\n');
  for (const [args, says] of MISUSES) {
    const ran = await place.import('prompts.csv', '', ...args);
    assert.equal(ran.exit, 2, args.join(' '));
    assert.match(ran.stderr, says);
  }
  const columns = await place.import('prompts.ndjson', '', '--model', 'm', '--results', 'a.csv');
  assert.equal(columns.exit, 2, columns.stderr);
  assert.deepEqual(await place.query('select count(*) as n from requests'), [{ n: 0 }]);
});

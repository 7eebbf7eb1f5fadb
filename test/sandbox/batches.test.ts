import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Database } from '../../src/sandbox/database.js';
import { BatchApi, chat, linesOf, LLAMA, OPENAI, type OutputLine } from './batch-client.js';
import { newDatabase, withSandbox } from './client.js';

const API = { openai: OPENAI, 'llama-stack': LLAMA } as const;
const APIS = Object.entries(API);
const THREE = [chat('a', 'one'), chat('b', 'please FAIL here'), chat('c', 'drei ü')];

/** What an assistant said in a line's answer. */
function said({ response }: OutputLine): unknown {
  const body: unknown = typeof response?.body === 'string' ? JSON.parse(response.body) : response?.body;
  return /"content":"([^"]*)"/.exec(JSON.stringify(body))?.[1];
}

test('openai: results as objects, in another order, and a file only where there is something in it', async () => {
  await withSandbox(async (url) => {
    const api = new BatchApi(url, OPENAI);
    const batch = await api.run(THREE, { metadata: { run: '7' } });
    assert.deepEqual(batch.request_counts, { total: 3, completed: 2, failed: 1 });
    assert.deepEqual([batch.status, batch.metadata], ['completed', { run: '7' }]);
    const text = await api.content(batch.output_file_id);
    assert.ok(text.endsWith('}\n'));
    const output = linesOf(text);
    assert.deepEqual(
      output.map((line) => [line.custom_id, said(line), line.response?.status_code, line.error]),
      [
        ['c', 'You said: drei ü', 200, null],
        ['a', 'You said: one', 200, null],
      ],
    );
    assert.match(output[0]?.id ?? '', /^batch_req_/);
    const [failed] = linesOf(await api.content(batch.error_file_id));
    assert.deepEqual([failed?.custom_id, failed?.response?.status_code, failed?.error], ['b', 400, null]);
    assert.match(
      JSON.stringify(failed?.response?.body),
      /^\{"error":\{"message":"[^"]+","type":"invalid_request_error"/,
    );
    for (const [line, has] of [
      [chat('a', 'FAIL'), [false, true]],
      [chat('a', 'FAILED'), [true, false]],
    ] as const) {
      const { output_file_id: out, error_file_id: errors } = await api.run(line);
      assert.deepEqual([out !== undefined, errors !== undefined], has);
    }
  });
});

test('llama-stack: results as texts, in order, both files always, no line end at the end', async () => {
  await withSandbox(async (url) => {
    const api = new BatchApi(url, LLAMA);
    const { id, ...batch } = await api.run([...THREE, '', `  ${chat('a', 'again')}\r\n`]);
    assert.deepEqual(batch.request_counts, { total: 4, completed: 3, failed: 1 });
    const text = await api.content(batch.output_file_id);
    assert.equal(text.endsWith('\n'), false);
    assert.deepEqual(
      linesOf(text).map((line) => [line.id, line.custom_id, said(line), Object.keys(line)]),
      [
        [`batch_req_${id}_1`, 'a', 'You said: one', ['id', 'custom_id', 'response']],
        [`batch_req_${id}_3`, 'c', 'You said: drei ü', ['id', 'custom_id', 'response']],
        [`batch_req_${id}_5`, 'a', 'You said: again', ['id', 'custom_id', 'response']],
      ],
    );
    assert.equal(typeof linesOf(text)[0]?.response?.body, 'string');
    const errors = linesOf(await api.content(batch.error_file_id));
    const error = { type: 'request_failed', message: errors[0]?.error?.message };
    assert.deepEqual(errors, [{ id: `batch_req_${id}_2`, custom_id: 'b', error }]);
    const fine = await api.run(chat('a', 'x'));
    const file = await api.ask('GET', `/files/${fine.error_file_id}`);
    assert.deepEqual([file.status, file.body.bytes, await api.content(fine.error_file_id)], [200, 0, '']);
    assert.deepEqual([fine.errors, 'expires_at' in fine], [null, true]);
    const empty = await api.run('\n\n');
    assert.deepEqual([empty.status, empty.request_counts?.total], ['completed', 0]);
  });
});

test('each endpoint is answered in its shape, the same way each time', async () => {
  const bodies = [
    ['/v1/completions', { prompt: ['p', 'q'] }, /"choices":\[\{"index":0,"text":"You said: p".*"text":"You said: q"/],
    ['/v1/embeddings', { input: ['p', 'q'] }, /"embedding":\[(-?[\d.]+,){7}.*"index":1,"embedding":\[/],
    ['/v1/responses', { input: [{ role: 'user', content: [{ type: 'input_text', text: 'p' }] }] }, /"You said: p"/],
    ['/v1/responses', { input: 'FAIL' }, /"status_code":400/],
    ['/v1/chat/completions', {}, /"status_code":400/],
  ] as const;
  await withSandbox(async (url) => {
    const api = new BatchApi(url, OPENAI);
    for (const [endpoint, body, expected] of bodies) {
      const line = JSON.stringify({ custom_id: 'a', method: 'POST', url: endpoint, body: { model: 'm', ...body } });
      const batch = await api.run(line, { endpoint });
      assert.match(await api.content(batch.output_file_id ?? batch.error_file_id), expected);
    }
  });
});

const BROKEN: readonly (readonly [string, string, string | null])[] = [
  ['{"custom_id":', 'invalid_json_line', null],
  ['[]', 'invalid_request', null],
  [chat('x1', '', { custom_id: undefined }), 'missing_required_parameter', 'custom_id'],
  [chat('x2', '', { custom_id: 7 }), 'invalid_request', 'custom_id'],
  [chat('x3', '', { method: 'GET' }), 'invalid_request', 'method'],
  [chat('x4', '', { url: '/v1/embeddings' }), 'invalid_url', 'url'],
  [chat('x5', '', { body: [] }), 'invalid_request', 'body'],
  [chat('x6', '', { body: undefined }), 'missing_required_parameter', 'body'],
  [chat('x7', '', { body: {} }), 'missing_required_parameter', 'body.model'],
  [chat('x8', '', { body: { model: 'm', stream: true } }), 'streaming_unsupported', 'body.stream'],
];

for (const [name, path] of APIS) {
  test(`${name}: one invalid line fails the whole batch, and each is named`, async () => {
    await withSandbox(async (url) => {
      const api = new BatchApi(url, path);
      const batch = await api.run([chat('a', 'fine'), ...BROKEN.map(([line]) => line)]);
      assert.deepEqual([batch.status, batch.errors?.object], ['failed', 'list']);
      assert.deepEqual(
        batch.errors?.data.map(({ code, line, param }) => [code, line, param]),
        BROKEN.map(([, code, param], index) => [code, index + 2, param]),
      );
      assert.deepEqual([batch.output_file_id ?? null, batch.error_file_id ?? null], [null, null]);
      const many = await api.run('x\n'.repeat(2000));
      assert.equal(many.errors?.data.length, 200);
    });
  });
}

test('openai: a custom_id that comes twice, no request, too many, too many bytes', { timeout: 60_000 }, async () => {
  const db = newDatabase();
  let large = '';
  await withSandbox(
    async (url) => {
      const api = new BatchApi(url, OPENAI);
      const twice = await api.run([chat('a', ''), chat('b', ''), chat('a', '')]);
      assert.deepEqual(
        twice.errors?.data.map(({ code, line, param }) => [code, line, param]),
        [['duplicate_custom_id', 3, 'custom_id']],
      );
      assert.equal((await api.run('\n')).status, 'failed');
      const many = await api.run(Array.from({ length: 50_001 }, (_, index) => chat(`${index}`, '')));
      assert.deepEqual([many.status, many.errors?.data.length, many.errors?.data[0]?.line], ['failed', 1, null]);
      large = await api.upload(chat('a', ''));
    },
    { db },
  );
  // As large as the row says: nobody has to send two hundred megabytes for it.
  const database = Database.open(db, () => undefined);
  database.run('UPDATE files SET bytes = 200000001 WHERE id = ?', [large]);
  database.close();
  await withSandbox(
    async (url) => {
      const api = new BatchApi(url, OPENAI);
      const { body } = await api.create({ input_file_id: large });
      const batch = await api.until(body.id);
      assert.deepEqual([batch.status, batch.errors?.data[0]?.param], ['failed', 'input_file_id']);
    },
    { db },
  );
});

test('openai: what a request for a batch may hold', async () => {
  await withSandbox(async (url) => {
    const api = new BatchApi(url, OPENAI);
    const input = { input_file_id: await api.upload(chat('a', '')) };
    const vision = await api.upload('x', { purpose: 'vision' });
    const pairs = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`${index}`, 'x']));
    const cases: readonly (readonly [object, string, string])[] = [
      [{ ...input, idempotency_key: 'k' }, 'unknown_parameter', 'idempotency_key'],
      [{}, 'missing_required_parameter', 'input_file_id'],
      [{ input_file_id: 'file-none' }, 'invalid_value', 'input_file_id'],
      [{ input_file_id: vision }, 'invalid_value', 'input_file_id'],
      [{ ...input, endpoint: '/v1/other' }, 'invalid_value', 'endpoint'],
      [{ ...input, completion_window: '1h' }, 'invalid_value', 'completion_window'],
      [{ ...input, metadata: pairs }, 'invalid_value', 'metadata'],
      [{ ...input, metadata: { a: 1 } }, 'invalid_value', 'metadata'],
      [{ ...input, metadata: { ['n'.repeat(65)]: '' } }, 'invalid_value', 'metadata'],
      [{ ...input, metadata: { a: 'v'.repeat(513) } }, 'invalid_value', 'metadata.a'],
      [
        { ...input, output_expires_after: { anchor: 'created_at', seconds: 1 } },
        'invalid_value',
        'output_expires_after.seconds',
      ],
    ];
    for (const [fields, code, param] of cases) {
      const { status, body } = await api.create(fields);
      assert.deepEqual([status, body.error?.code, body.error?.param], [400, code, param]);
    }
    assert.deepEqual((await api.ask('GET', '/batches')).body.data, []);
    const metadata = { ['n'.repeat(64)]: 'v'.repeat(512) };
    const expiry = { output_expires_after: { anchor: 'created_at', seconds: 3600 } };
    const batch = await api.until((await api.create({ ...input, metadata, ...expiry })).body.id);
    const file: { created_at: number; expires_at: number } = JSON.parse(
      (await api.ask('GET', `/files/${batch.output_file_id}`)).text,
    );
    assert.equal(file.expires_at - file.created_at, 3600);
    const stranger = await api.ask('GET', '/batches', undefined, { authorization: '' });
    assert.deepEqual([stranger.status, stranger.body.error?.code], [401, 'invalid_api_key']);
    assert.ok(stranger.headers.get('x-request-id')?.startsWith('req_'));
    assert.equal((await new BatchApi(url, LLAMA).ask('GET', '/batches', undefined, { authorization: '' })).status, 200);
  });
});

test('llama-stack: one key is one batch, in whatever state it is; anything else under it is a conflict', async () => {
  const rows = await withSandbox(
    async (url) => {
      const api = new BatchApi(url, LLAMA);
      const file = await api.upload(chat('a', ''));
      const asked = { input_file_id: file, metadata: { a: '1', b: '2' }, idempotency_key: 'test-idempotency-token-1' };
      const first = await api.create(asked);
      assert.deepEqual(
        [first.status, first.body.id, first.body.status],
        [200, 'batch_5221161267ac1594be604a4e', 'validating'],
      );
      await api.until(first.body.id);
      const again = await api.create({ ...asked, metadata: { b: '2', a: '1' } });
      assert.deepEqual([again.status, again.body.id, again.body.status], [200, first.body.id, 'completed']);
      const others = [
        { input_file_id: await api.upload(chat('a', '')) },
        { endpoint: '/v1/completions' },
        { metadata: { a: '1' } },
        { metadata: null },
        { metadata: undefined },
      ];
      for (const other of others) {
        const { status, body } = await api.create({ ...asked, ...other });
        assert.deepEqual([status, Object.keys(body.error ?? {})], [409, ['message']]);
      }
      const bare = { input_file_id: file, idempotency_key: 'bare' };
      assert.equal((await api.create(bare)).status, 200);
      assert.equal((await api.create({ ...bare, metadata: null })).status, 200);
      assert.equal((await api.create({ ...bare, metadata: {} })).status, 409);
      const lost = { input_file_id: 'file-none', idempotency_key: 'lost' };
      const { id } = (await api.create(lost)).body;
      const failed = await api.until(id);
      assert.deepEqual([failed.status, failed.errors?.data[0]?.param], ['failed', 'input_file_id']);
      assert.deepEqual([(await api.create(lost)).body.id, (await api.create(lost)).body.status], [id, 'failed']);
      for (const wrong of [{ idempotency_key: 7 }, { endpoint: '/v1/responses' }, { completion_window: '1h' }]) {
        assert.equal((await api.create({ ...asked, ...wrong })).status, 400);
      }
      const unnamed = [await api.create({ input_file_id: file }), await api.create({ input_file_id: file })];
      assert.equal(new Set(unnamed.map(({ body }) => body.id)).size, 2);
      assert.match(unnamed[0]?.body.id ?? '', /^batch_[0-9a-f]{16}$/);
    },
    { sql: 'SELECT count(*) AS batches FROM batches' },
  );
  assert.deepEqual(rows, [{ batches: 5 }]);
});

for (const [name, path] of APIS) {
  test(`${name}: batches are listed, newest first, page by page; cancelling is for what isn't done`, async () => {
    await withSandbox(
      async (url) => {
        const api = new BatchApi(url, path);
        const ids = [await api.start(chat('a', '')), await api.start(chat('a', '')), await api.start(chat('a', 'x'))];
        const page = (await api.ask('GET', '/batches?limit=2')).body;
        assert.deepEqual(
          [page.data?.map(({ id }) => id), page.first_id, page.last_id, page.has_more],
          [[ids[2], ids[1]], ids[2], ids[1], true],
        );
        const rest = (await api.ask('GET', `/batches?limit=2&after=${ids[1]}`)).body;
        assert.deepEqual([rest.data?.map(({ id }) => id), rest.has_more], [[ids[0]], false]);
        assert.equal((await api.ask('GET', '/batches?limit=0')).status, 400);
        const other = new BatchApi(url, path === OPENAI ? LLAMA : OPENAI);
        assert.deepEqual((await other.ask('GET', '/batches')).body.data, []);
        assert.equal((await api.ask('GET', '/batches/batch_none')).status, 404);
        assert.equal((await api.ask('POST', '/batches/batch_none/cancel')).status, 404);
        await api.until(ids[0] ?? '');
        assert.equal((await api.ask('POST', `/batches/${ids[0]}/cancel`)).status, 409);
        const last = ids[2] ?? '';
        for (let waits = true; waits;) waits = (await api.until(last, 'in_progress')).request_counts?.completed !== 1;
        const cancelling = await api.ask('POST', `/batches/${last}/cancel`);
        assert.deepEqual([cancelling.status, cancelling.body.status], [200, 'cancelling']);
        const cancelled = await api.until(last);
        assert.equal(cancelled.status, 'cancelled');
        // What was answered by then can be had from OpenAI only.
        assert.equal(linesOf(await api.content(cancelled.output_file_id)).length, path === OPENAI ? 1 : 0);
        assert.equal((await api.ask('POST', `/batches/${last}/cancel`)).body.status, 'cancelled');
      },
      { faults: 'batch-slow=60000@3' },
    );
  });
}

test('an id is made of the key alone, and each API has its paths', async () => {
  await withSandbox(async (url) => {
    const api = new BatchApi(url, LLAMA);
    const key = 'ü'.repeat(300);
    const { body } = await api.create({ input_file_id: 'x', idempotency_key: key });
    assert.equal(body.id, `batch_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`);
    const { apis }: { apis: { name: string; basePath: string }[] } = JSON.parse(await (await fetch(url)).text());
    const paths = new Map(apis.map(({ name, basePath }) => [name, basePath]));
    assert.deepEqual([paths.get('openai'), paths.get('llama-stack')], ['/openai/v1', '/v1']);
  });
});

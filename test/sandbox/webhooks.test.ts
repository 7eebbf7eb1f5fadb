import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { WEBHOOK_SECRET } from '../support/canary.js';
import { withSandbox } from './client.js';
import { add, MEMORIES, paprBody } from './papr-client.js';
import { startReceiver } from './webhook-receiver.js';

const LIMIT = { timeout: 30_000 };
const CALLS = 'SELECT state, tries, answer FROM webhook_calls ORDER BY number';
const memories = [{ content: 'a' }, { content: '' }, { content: 'c' }];

/** Python's own view of a body: what it signs with sorted keys and unsorted, and whether it writes the body like that. */
const PYTHON = `
import hashlib, hmac, json, sys
def mac(secret, text): return "sha256=" + hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
out = []
for secret, body in json.load(sys.stdin):
    payload = json.loads(body)
    plain = json.dumps(payload)
    out.append([mac(secret, json.dumps(payload, sort_keys=True)), mac(secret, plain), plain == body])
print(json.dumps(out))`;

type Reading = readonly [sorted: string, plain: string, isPlain: boolean];

/** What Python makes of bodies; undefined without Python. */
function pythonReads(bodies: readonly (readonly [secret: string, body: string])[]): readonly Reading[] | undefined {
  const { stdout, error } = spawnSync('python3', ['-c', PYTHON], { input: JSON.stringify(bodies), encoding: 'utf8' });
  return error === undefined ? JSON.parse(stdout) : undefined;
}

function sign(secret: string, text: string): string {
  return `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
}

test('a batch done at once is called about with the headers and the payload of the direct way', LIMIT, async (t) => {
  const receiver = await startReceiver(t);
  let ids: readonly string[] = [];
  const secret = WEBHOOK_SECRET;
  const rows = await withSandbox(
    async (url) => {
      const user = 'Zoë 😀\u007f"\\';
      const fields = { external_user_id: user, webhook_url: `${receiver.url}/direct`, webhook_secret: secret };
      const reply = await add(url, memories, fields);
      ids = paprBody(reply).successful?.flatMap(({ data }) => data?.map(({ memoryId }) => memoryId) ?? []) ?? [];
      const [call] = await receiver.received('/direct', 1);
      assert.ok(call);
      const { batch_id: id, completed_at: at, processing_time_ms: time, ...rest } = JSON.parse(call.body);
      assert.deepEqual(rest, {
        user_id: user,
        status: 'partial',
        total_memories: 3,
        successful_memories: 2,
        failed_memories: 1,
        errors: [{ index: 1, error: 'Memory content cannot be empty' }],
        memory_ids: ids,
        webhook_version: '1.0',
        total_successful: 2,
        total_failed: 1,
      });
      assert.equal(time, Date.parse(at));
      assert.match(id, /^[\da-f-]{36}$/);
      assert.notEqual(id, paprBody(reply).batch_id);
      const { headers } = call;
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers['user-agent'], 'PaprMemory-BatchWebhook/1.0');
      assert.equal(headers['x-webhook-event'], 'batch.completed');
      assert.equal(headers['x-webhook-timestamp'], String(Math.floor(time / 1000)));
      assert.equal(headers['x-webhook-secret'], secret);
      assert.notEqual(headers['x-webhook-signature'], sign(secret, call.body));
      const [reading] = pythonReads([[secret, call.body]]) ?? [];
      if (reading === undefined) t.diagnostic('without python3 the signature is not checked');
      else assert.deepEqual([headers['x-webhook-signature'], true], [reading[0], reading[2]]);
      // An unsigned call, about a batch of which nothing was stored.
      await add(url, [{ content: '' }], { webhook_url: `${receiver.url}/unsigned` });
      const [unsigned] = await receiver.received('/unsigned', 1);
      assert.equal(unsigned?.headers['x-webhook-signature'], '');
      assert.equal(unsigned?.headers['x-webhook-secret'], undefined);
      const failed = JSON.parse(unsigned?.body ?? '');
      assert.deepEqual([failed.status, failed.user_id, failed.memory_ids], ['error', 'developer', []]);
      await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}/whole` });
      assert.equal(JSON.parse((await receiver.received('/whole', 1))[0]?.body ?? '').status, 'success');
      assert.equal((await add(url, [{}], { webhook_url: `${receiver.url}/refused` })).status, 422);
      await setTimeout(30);
      assert.equal(receiver.calls.length, 3);
    },
    { sql: CALLS },
  );
  const delivered = ['delivered', 1, '200'];
  assert.deepEqual(
    rows.map(({ state, tries, answer }) => [state, tries, answer]),
    [delivered, delivered, delivered],
  );
});

test(
  'a batch that was accepted is called about under its id, with a body that fits its signature',
  LIMIT,
  async (t) => {
    const receiver = await startReceiver(t);
    let objectIds: readonly string[] = [];
    const rows = await withSandbox(
      async (url) => {
        const fields = { webhook_url: `${receiver.url}/later`, webhook_secret: WEBHOOK_SECRET };
        const { batch_id: id } = paprBody(await add(url, memories, fields));
        const [call] = await receiver.received('/later', 1);
        assert.ok(call);
        const { results, timestamp, ...rest } = JSON.parse(call.body);
        const totals = { status: 'failed', total_successful: 2, total_failed: 1 };
        assert.deepEqual(rest, { event: 'batch_completed', batch_id: id, ...totals });
        assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
        const { memory_object_ids: ids, ...counts } = results;
        objectIds = ids;
        const errors = [{ index: 1, error: 'Memory content cannot be empty' }];
        assert.deepEqual(counts, { status: 'failed', total_processed: 3, successful: 2, failed: 1, errors });
        assert.equal(call.headers['user-agent'], 'PAPR-Memory-Temporal/1.0');
        assert.equal(call.headers['x-papr-signature'], sign(WEBHOOK_SECRET, call.body));
        assert.equal(call.headers['x-webhook-signature'], undefined);
        const [reading] = pythonReads([[WEBHOOK_SECRET, call.body]]) ?? [];
        if (reading === undefined) t.diagnostic('without python3 the text of the body is not checked');
        else assert.deepEqual(reading.slice(1), [call.headers['x-papr-signature'], true]);
        await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}/unsigned` });
        const [unsigned] = await receiver.received('/unsigned', 1);
        assert.equal(unsigned?.headers['x-papr-signature'], undefined);
        assert.equal(JSON.parse(unsigned?.body ?? '').results.status, 'completed');
      },
      { faults: 'processing', sql: MEMORIES },
    );
    assert.deepEqual(
      rows.slice(0, 2).map(({ memory_id: id }) => String(id).replaceAll('-', '').slice(0, 10)),
      objectIds,
    );
    assert.equal(rows.length, 3);
  },
);

test('a forged call comes before the real one, and only its signature is wrong', LIMIT, async (t) => {
  const receiver = await startReceiver(t);
  const rows = await withSandbox(
    async (url) => {
      for (const path of ['/direct', '/later']) {
        await add(url, [{ content: 'x' }], { webhook_url: `${receiver.url}${path}`, webhook_secret: WEBHOOK_SECRET });
        const [forged, real] = await receiver.received(path, 2);
        assert.ok(forged && real);
        const name = path === '/direct' ? 'x-webhook-signature' : 'x-papr-signature';
        const { [name]: wrong, ...others } = forged.headers;
        const { [name]: right, ...same } = real.headers;
        assert.deepEqual([others, forged.body], [same, real.body]);
        assert.match(String(wrong), /^sha256=[\da-f]{64}$/);
        assert.notEqual(wrong, right);
        if (path === '/later') assert.equal(right, sign(WEBHOOK_SECRET, real.body));
      }
      await setTimeout(30);
      assert.equal(receiver.calls.length, 4);
    },
    { faults: 'webhook-forged,processing@2', sql: CALLS },
  );
  assert.deepEqual(
    rows.map(({ state, tries }) => [state, tries]),
    [
      ['delivered', 1],
      ['delivered', 1],
    ],
  );
});

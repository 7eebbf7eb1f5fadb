import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { test } from 'node:test';
import { BatchApi, formOf, LLAMA, OPENAI } from './batch-client.js';
import { send, withSandbox } from './client.js';

const FILES = 'SELECT filename, purpose, bytes FROM files ORDER BY number';
const PIECES = 'SELECT DISTINCT file_id FROM file_pieces';

test('a file is given back byte by byte, whatever its size, its cuts and the order of the fields', async () => {
  const pattern = Array.from({ length: 40_000 }, (_, index) => `\r\n--x ${index} ü\n`).join('');
  const content = Buffer.from(pattern.repeat(6)).subarray(0, 3_500_001);
  const head = '--x y\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--x y\r\n';
  const fileHead = 'content-disposition: form-data; name=file; filename="é.jsonl"\r\nContent-Type: text/plain\r\n\r\n';
  const rows = await withSandbox(
    async (url) => {
      const id = await new Promise<string>((resolve, reject) => {
        const headers = { 'content-type': 'multipart/form-data; boundary="x y"' };
        const outgoing = request(`${url}${LLAMA}/files`, { method: 'POST', agent: false, headers }, (response) => {
          response.setEncoding('utf8').on('data', (text: string) => {
            resolve(JSON.parse(text).id);
          });
        });
        outgoing.on('error', reject);
        outgoing.write(head + fileHead);
        for (let at = 0; at < content.length; at += 99_991) outgoing.write(content.subarray(at, at + 99_991));
        outgoing.end('\r\n--x y--');
      });
      const response = await fetch(`${url}${LLAMA}/files/${id}/content`);
      assert.equal(response.headers.get('content-type'), 'application/octet-stream');
      assert.equal(response.headers.get('content-length'), String(content.length));
      const received = Buffer.from(await response.arrayBuffer());
      const [is, was] = [received, content].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
      assert.equal(is, was);
    },
    { sql: FILES },
  );
  assert.deepEqual(rows, [{ filename: 'é.jsonl', purpose: 'batch', bytes: content.length }]);
});

test('a file that is deleted while it is fetched breaks off', async () => {
  await withSandbox(async (url) => {
    const api = new BatchApi(url, LLAMA);
    const id = await api.upload('x'.repeat(24_000_000));
    const response = await fetch(`${url}${LLAMA}/files/${id}/content`);
    assert.equal((await api.ask('DELETE', `/files/${id}`)).status, 200);
    await assert.rejects(response.arrayBuffer(), TypeError);
  });
});

test('files are shown, listed and deleted, each API its own', async () => {
  const rows = await withSandbox(
    async (url) => {
      const [openai, llama] = [new BatchApi(url, OPENAI), new BatchApi(url, LLAMA)];
      const expiry = { 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '3600' };
      const ids = [await openai.upload('{}\n', expiry), await openai.upload('x', { purpose: 'vision' })];
      const other = await llama.upload('y');
      const shown: Record<string, unknown> = JSON.parse((await openai.ask('GET', `/files/${ids[0]}`)).text);
      const { created_at: created } = shown;
      assert.ok(typeof created === 'number' && Math.abs(created - Date.now() / 1000) < 60);
      const facts = {
        id: ids[0],
        object: 'file',
        bytes: 3,
        created_at: created,
        filename: 'in.jsonl',
        purpose: 'batch',
      };
      assert.deepEqual(shown, { ...facts, status: 'processed', expires_at: created + 3600 });
      const list = async (query: string): Promise<unknown> =>
        (await openai.ask('GET', `/files${query}`)).body.data?.map(({ id }) => id);
      assert.deepEqual(await list(''), ids.toReversed());
      assert.deepEqual(await list('?order=asc'), ids);
      assert.deepEqual(await list(`?order=asc&after=${ids[0]}`), [ids[1]]);
      assert.deepEqual(await list('?purpose=vision'), [ids[1]]);
      assert.equal((await openai.ask('GET', `/files/${other}`)).status, 404);
      const gone = await openai.ask('DELETE', `/files/${ids[0]}`);
      assert.deepEqual(JSON.parse(gone.text), { id: ids[0], object: 'file', deleted: true });
      for (const method of ['GET', 'DELETE']) assert.equal((await openai.ask(method, `/files/${ids[0]}`)).status, 404);
    },
    { sql: PIECES },
  );
  assert.equal(rows.length, 2);
});

function partOf(name: string, content: string): string {
  return `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}`;
}

test('an upload that is refused leaves nothing', async () => {
  const cases: readonly (readonly [FormData, string | undefined])[] = [
    [formOf('x', { purpose: 'party' }), 'purpose'],
    [formOf('x', { 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '3599' }), 'expires_after.seconds'],
    [formOf('x', { 'expires_after[seconds]': '3600' }), 'expires_after.anchor'],
    [formOf('x', { note: 'x'.repeat(5000) }), 'note'],
    [new FormData(), 'file'],
  ];
  const twice = formOf('x');
  twice.append('file', new Blob(['y']), 'other.jsonl');
  const rows = await withSandbox(
    async (url) => {
      const api = new BatchApi(url, OPENAI);
      for (const [form, param] of [...cases, [twice, 'file'] as const]) {
        const { status, body } = await api.ask('POST', '/files', form);
        assert.deepEqual([status, body.error?.param], [400, param]);
      }
      assert.equal((await api.ask('POST', '/files', '{}')).status, 400);
      const type = 'multipart/form-data; boundary=B';
      const whole = `${partOf('purpose', 'batch\r\n')}${partOf('file', 'x\r\n')}--B--`;
      for (const form of [`--B\r\n\r\n\r\n${whole}`, whole.slice(0, -1), whole.slice(0, -20)]) {
        assert.equal((await api.ask('POST', '/files', form, { 'content-type': type })).status, 400, form);
      }
      const accepted = await api.ask('POST', '/files', whole, { 'content-type': type });
      assert.equal((await api.ask('DELETE', `/files/${accepted.body.id}`)).status, 200);
    },
    { sql: PIECES },
  );
  assert.deepEqual(rows, []);
});

/** Sends so many bytes of a file, in a form of unknown length. */
async function statusOf(url: string, head: string, bytes: number): Promise<number | undefined> {
  const piece = Buffer.alloc(1_048_576, 'x');
  return await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=B' };
    const outgoing = request(`${url}${LLAMA}/files`, { method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on('error', reject);
    outgoing.write(head);
    for (let left = bytes; left > 0; left -= piece.length) outgoing.write(piece.subarray(0, left));
    outgoing.end('\r\n--B--');
  });
}

test('a file beyond the limit is refused, announced or found out', { timeout: 60_000 }, async () => {
  const LIMIT = 104_857_600;
  const head = partOf('purpose', 'batch\r\n') + partOf('file', '');
  const rows = await withSandbox(
    async (url) => {
      const announced = { 'content-length': String(LIMIT + 100_000) };
      assert.equal((await send(`${url}${LLAMA}/files`, 'POST', { headers: announced, body: head })).status, 413);
      // The file alone may be too large, or all of the form.
      for (const excess of [1, 200_000]) assert.equal(await statusOf(url, head, LIMIT + excess), 413);
    },
    { sql: PIECES },
  );
  assert.deepEqual(rows, []);
});

async function failed(upload: Promise<unknown>): Promise<boolean> {
  return await upload.then(
    () => false,
    () => true,
  );
}

test('faults of writes: refused or cut off before it counts, an upload leaves nothing; after, it is there', async () => {
  const faults = '429=3@1,503@2,413=50@3,empty@4,html@5,reset-before@6,reset-after@7,500@8,422@9';
  const rows = await withSandbox(
    async (url) => {
      const api = new BatchApi(url, OPENAI);
      const upload = async () => await api.ask('POST', '/files', formOf('x'));
      const limited = await upload();
      assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '3']);
      assert.deepEqual([limited.body.error?.type, limited.body.error?.code], ['requests', 'rate_limit_exceeded']);
      const unavailable = await upload();
      assert.deepEqual([unavailable.status, unavailable.body.error?.type], [503, 'server_error']);
      assert.equal((await upload()).status, 413);
      assert.deepEqual([(await upload()).text, (await upload()).text.startsWith('<!doctype')], ['', true]);
      assert.equal(await failed(upload()), true);
      assert.equal(await failed(upload()), true);
      const listed = (await api.ask('GET', '/files')).body.data ?? [];
      assert.equal(listed.length, 1);
      const path = `/files/${listed[0]?.id}`;
      assert.equal((await api.ask('DELETE', path)).status, 500);
      const unknown = await api.ask('DELETE', path);
      assert.deepEqual([unknown.status, unknown.body.error?.code], [400, 'unknown_parameter']);
      assert.equal((await api.ask('GET', path)).status, 200);
    },
    { faults, sql: PIECES },
  );
  assert.equal(rows.length, 1);
});

// The limit: posts bodies that stand ready in a file, and does nothing else. node post.js got|http URL BODIES CONCURRENCY
// Lengths of the bodies are in BODIES.json.
import { open, readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';

const [client, url, file, concurrency] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) });
const headers = { 'content-type': 'application/json' };
const post = client === 'got' ? await withGot() : withHttp;

async function withGot() {
  const { got } = await import('got');
  const options = { headers, agent: { http: agent }, retry: { limit: 0 } };
  return async (body) => await got.post(url, { ...options, body });
}

function withHttp(body) {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
    sending.on('error', reject).on('response', (answer) => answer.resume().on('end', resolve).on('error', reject));
    sending.end(body);
  });
}

const lengths = JSON.parse(await readFile(`${file}.json`, 'utf8'));
const bodies = await open(file);
let next = 0;
let position = 0;

async function postAll() {
  while (next < lengths.length) {
    const length = lengths[next++];
    const start = position;
    position += length;
    const body = Buffer.allocUnsafeSlow(length);
    await bodies.read(body, 0, length, start);
    await post(body);
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, postAll));
await bodies.close();
agent.destroy();

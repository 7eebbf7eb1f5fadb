// What one would write in an afternoon: a parser's stream, an array that fills, got, a few requests at a time.
// node loop.js csv|ndjson URL FILE ROWS CONCURRENCY
import { createReadStream } from 'node:fs';
import { Agent } from 'node:http';
import { parse } from 'csv-parse';
import { got } from 'got';
import ndjson from 'ndjson';

const [format, url, file, rows, concurrency] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) });
const parser = format === 'csv' ? parse({ columns: true }) : ndjson.parse();
const running = new Set();

async function post(records) {
  const sending = got.post(url, { json: { records }, agent: { http: agent }, retry: { limit: 0 } });
  running.add(sending);
  void sending.then(() => running.delete(sending));
  if (running.size >= Number(concurrency)) await Promise.race(running);
}

let records = [];
for await (const record of createReadStream(file).pipe(parser)) {
  records.push(record);
  if (records.length < Number(rows)) continue;
  await post(records);
  records = [];
}
if (records.length > 0) await post(records);
await Promise.all(running);
agent.destroy();

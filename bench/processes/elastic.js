// Elasticsearch's own client and its bulk helper. node elastic.js csv|ndjson URL FILE CONCURRENCY PEERS
// PEERS is the folder that the client was installed into.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import ndjson from 'ndjson';

const [format, node, file, concurrency, peers] = process.argv.slice(2);
const { Client } = createRequire(join(peers, 'package.json'))('@elastic/elasticsearch');
const client = new Client({ node, maxRetries: 0 });
const parser = format === 'csv' ? parse({ columns: true }) : ndjson.parse();
const { failed } = await client.helpers.bulk({
  datasource: createReadStream(file).pipe(parser),
  concurrency: Number(concurrency),
  onDocument: () => ({ index: { _index: 'rows' } }),
});
await client.close();
if (failed > 0) throw new Error(`${failed} documents failed`);

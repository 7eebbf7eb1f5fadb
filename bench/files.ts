/** The files that contestants read: one set of rows, written down in each form. */
import { createReadStream, createWriteStream, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { csvLine, profiles } from './profiles.js';

export interface Files {
  readonly rows: number;
  readonly csv: string;
  readonly ndjson: string;
  readonly gz: string;
  /** Whole request bodies, one behind the other; their lengths are in `<bodies>.json`. */
  readonly bodies: string;
}

/** Writes `rows` rows into `directory`. Bodies hold `perBody` of them each. */
export async function writeFiles(directory: string, rows: number, perBody: number): Promise<Files> {
  const path = (ending: string) => join(directory, `rows-${rows}${ending}`);
  const files = { rows, csv: path('.csv'), ndjson: path('.ndjson'), gz: path('.csv.gz'), bodies: path('.bodies') };
  const [csv, ndjson, bodies] = [files.csv, files.ndjson, files.bodies].map((file) => new Batched(file));
  const lengths: number[] = [];
  let records: string[] = [];
  const endBody = async () => {
    if (records.length > 0) lengths.push((await bodies?.write(`{"records":[${records.join(',')}]}`)) ?? 0);
    records = [];
  };
  let isFirst = true;
  for (const profile of profiles(rows)) {
    if (isFirst) await csv?.write(csvLine(Object.keys(profile)));
    isFirst = false;
    const record = JSON.stringify(profile);
    await csv?.write(csvLine(Object.values(profile)));
    await ndjson?.write(`${record}\n`);
    records.push(record);
    if (records.length === perBody) await endBody();
  }
  await endBody();
  await Promise.all([csv?.end(), ndjson?.end(), bodies?.end()]);
  writeFileSync(`${files.bodies}.json`, JSON.stringify(lengths));
  await pipeline(createReadStream(files.csv), createGzip({ level: 1 }), createWriteStream(files.gz));
  return files;
}

/** Writes `file`'s rows again and again behind each other until they are `bytes` long. Returns how many rows that are. */
export async function repeatCsv({ csv, rows }: Files, into: string, bytes: number): Promise<number> {
  const times = Math.max(1, Math.round(bytes / statSync(csv).size));
  const header = csvLine(Object.keys(profiles(1).next().value ?? {}));
  writeFileSync(into, header);
  for (let time = 0; time < times; time++) {
    const rest = createReadStream(csv, { start: header.length, highWaterMark: 1 << 20 });
    await pipeline(rest, createWriteStream(into, { flags: 'a' }));
  }
  return times * rows;
}

const PIECE_BYTES = 1 << 20;

/** A file that is written in large pieces. */
class Batched {
  readonly #stream;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(file: string) {
    this.#stream = createWriteStream(file);
  }

  /** Returns how many bytes the text has. */
  async write(text: string): Promise<number> {
    const piece = Buffer.from(text);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes >= PIECE_BYTES) await this.#flush();
    return piece.length;
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await once(this.#stream, 'close');
  }

  async #flush(): Promise<void> {
    const isOpen = this.#stream.write(Buffer.concat(this.#pieces));
    this.#pieces = [];
    this.#bytes = 0;
    if (!isOpen) await once(this.#stream, 'drain');
  }
}

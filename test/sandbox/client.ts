/** What the sandbox's tests share: a database in a temporary directory, a server on it, requests, a look at the tables. */
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Database, type Row } from '../../src/sandbox/database.js';
import { serveSandbox } from '../../src/sandbox/serve.js';
import { API_KEY } from '../support/canary.js';
import { makeDirectory, removeDirectory } from '../support/directory.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The parts of an answer's body that the tests look at. */
export interface Body {
  readonly success?: boolean;
  readonly correlationId?: string;
  readonly data?: {
    readonly operation?: string;
    readonly objectName?: string;
    readonly jobId?: string;
    readonly state?: string;
    readonly acceptedRecords?: number;
    readonly accepted?: boolean;
    readonly statusPath?: string;
    readonly metrics?: { readonly totalRows: number; readonly validRows: number; readonly invalidRows: number };
    readonly errors?: readonly { readonly index: number; readonly code: string; readonly message: string }[];
    readonly error?: { readonly code: string };
  };
  readonly error?: { readonly code: string; readonly message: string; readonly details?: { readonly path: string } };
}

export const BASE = '/public/v1';
const HEADERS = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };

const directory = makeDirectory();
after(() => removeDirectory(directory));
let databases = 0;

export function newDatabase(): string {
  return join(directory, `${databases++}`, 'sandbox.db');
}

let keys = 0;

/** A key that wasn't used before in this process. */
export function newKey(): string {
  return `00000000-0000-4000-8000-${(++keys).toString(16).padStart(12, '0')}`;
}

/** Sends one request; rejects with the socket's error. */
export async function send(
  url: string,
  method: string,
  options: { headers?: object; body?: string } = {},
): Promise<Reply> {
  return await new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false, headers: { ...HEADERS, ...options.headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

export function bodyOf({ text }: Reply): Body {
  const body: Body = JSON.parse(text);
  return body;
}

/** Posts a body, or the JSON of one, below the base path. */
export async function post(url: string, path: string, body: object | string, headers: object = {}): Promise<Reply> {
  return await send(`${url}${BASE}${path}`, 'POST', {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers,
  });
}

/** The job that a 202 announced, as soon as it is final (or has the state). */
export async function jobOf(url: string, reply: Reply, state?: string): Promise<NonNullable<Body['data']>> {
  for (;;) {
    const { data } = bodyOf(await send(`${url}${BASE}${bodyOf(reply).data?.statusPath}`, 'GET'));
    const isWanted =
      state === undefined ? data?.state !== 'queued' && data?.state !== 'running' : data?.state === state;
    if (data !== undefined && isWanted) return data;
    await setTimeout(5);
  }
}

/** Runs a sandbox in this thread for the time of `use`; afterwards the rows of a query, in the database as it was left. */
export async function withSandbox(
  use: (url: string) => Promise<void>,
  { faults = '', db = newDatabase(), sql = 'SELECT * FROM records ORDER BY id' } = {},
): Promise<Row[]> {
  const sandbox = await serveSandbox({ db, port: 0, faults });
  try {
    await use(sandbox.url);
  } finally {
    await sandbox.close();
  }
  return query(db, sql);
}

/** Reads a database that nobody has open. */
export function query(db: string, sql: string): Row[] {
  const database = Database.open(db, () => undefined);
  try {
    return database.all(sql);
  } finally {
    database.close();
  }
}

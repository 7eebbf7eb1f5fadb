/** Finds the service that an import talks to: a real API by its address and credential, or the sandbox, started for it. */
import { dirname } from 'node:path';
import { usageError } from '../errors.js';
import { SANDBOX } from '../import/plan.js';
import type { Service } from '../import/service.js';
import { prepareStateDir } from '../journal/hold.js';
import { startSandbox } from '../sandbox/start.js';
import type { Target } from '../target/target.js';
import { accountOf, readCredential } from './credential.js';
import type { ImportFlags } from './import.js';
import { setting, type Env } from './surroundings.js';
import { assertChecked, readAuthorities, remarksOn } from './way.js';

/** Beside everything else that batchctl keeps, wherever the state of imports is. */
const SANDBOX_DIR = '.batchctl';

type WayFlags = Pick<ImportFlags, 'baseUrl' | 'apiKeyFile' | 'account' | 'cacert'>;

interface Given {
  readonly env: Env;
  readonly log: (line: string) => void;
}

/** Whichever of the two it is for. Throws as they do. */
export async function connect(
  isSandbox: boolean,
  target: Target,
  flags: WayFlags & Pick<ImportFlags, 'db' | 'fault'>,
  { env, log }: Given,
): Promise<Service> {
  return await (isSandbox ? connectToSandbox(target, flags, log) : connectTo(target, flags, { env, log }));
}

/** A real API. Nothing is sent yet. Throws a BatchctlError (usage). */
async function connectTo(target: Target, flags: WayFlags, { env, log }: Given): Promise<Service> {
  const url = addressOf(target, flags, env);
  assertChecked(url, env);
  const ca = flags.cacert ? { ca: await readAuthorities(flags.cacert) } : {};
  const secret = await readCredential(target, flags.apiKeyFile, env);
  const account = flags.account || accountOf(secret);
  for (const remark of remarksOn(url, env)) log(remark);
  const identity = url.replace(/\/+$/, '');
  return { url, identity, secret, account, ...ca, sandboxDb: null, close: async () => undefined };
}

/** Where its API is. Throws a BatchctlError (usage) where that can't be an address. */
export function addressOf({ baseUrl }: Pick<Target, 'baseUrl'>, flags: Pick<ImportFlags, 'baseUrl'>, env: Env): string {
  const url = (flags.baseUrl || setting(env, baseUrl.env)) ?? baseUrl.fallback;
  if (isHttp(url)) return url;
  throw usageError('base_url_unusable', `${JSON.stringify(url)} is not an http or https address`);
}

/** The built-in server, in this process or in another that has it open. Throws a BatchctlError (usage, state, locked). */
async function connectToSandbox(
  { sandbox: { path } }: Pick<Target, 'sandbox'>,
  flags: Pick<ImportFlags, 'db' | 'fault'>,
  log: (line: string) => void,
): Promise<Service> {
  const db = await sandboxDatabase(flags.db);
  const sandbox = await startSandbox({ db, port: 0, faults: flags.fault, log });
  return {
    url: sandbox.url + path,
    identity: `${SANDBOX}${sandbox.id}`,
    secret: 'sandbox',
    account: null,
    sandboxDb: db,
    close: () => sandbox.close(),
  };
}

/** The path of the sandbox's database. */
export function sandboxPath(db: string | undefined): string {
  return db || `${SANDBOX_DIR}/sandbox.db`;
}

/** Likewise, in a directory that exists. */
export async function sandboxDatabase(db: string | undefined): Promise<string> {
  const path = sandboxPath(db);
  if (dirname(path) === SANDBOX_DIR) await prepareStateDir(SANDBOX_DIR);
  return path;
}

/** An address that can be asked over http or https. */
export function isHttp(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}

/** How sure the way to a service is: who proves that it is the service, who else may read along, and what the environment says of it. */
import { readFile } from 'node:fs/promises';
import { messageOf, usageError } from '../errors.js';
import { setting, type Env } from './surroundings.js';

const NO_CHECKS = 'NODE_TLS_REJECT_UNAUTHORIZED';

/** The certificates in a file, as PEM. Throws a BatchctlError (usage) where there are none. */
export async function readAuthorities(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw usageError('cacert_unreadable', `--cacert: ${messageOf(error)}`);
  });
  if (/^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----$/m.test(text)) return text;
  throw usageError('cacert_unusable', `--cacert: ${path} holds no certificate in PEM form`);
}

/** Throws a BatchctlError (usage) where Node was told to believe anybody, and the service is on another machine. */
export function assertChecked(url: string, env: Env): void {
  if (env[NO_CHECKS] !== '0' || isLoopback(url) || !url.startsWith('https:')) return;
  const hint = `unset ${NO_CHECKS}; for an authority of your own: --cacert FILE`;
  throw usageError('tls_unchecked', `${NO_CHECKS}=0 would let anybody pass for ${new URL(url).host}`, hint);
}

/** What whoever sends there should know. Never shows a value of the environment: a proxy's address may hold a password. */
export function remarksOn(url: string, env: Env): string[] {
  if (isLoopback(url)) return [];
  const { protocol, host } = new URL(url);
  const isOpen = protocol === 'http:';
  const remarks = isOpen ? [`rows and credential go to ${host} over http, where others may read and change them`] : [];
  const proxy = [...(isOpen ? ['HTTP_PROXY', 'http_proxy'] : ['HTTPS_PROXY', 'https_proxy']), 'ALL_PROXY', 'all_proxy'];
  const named = proxy.find((name) => setting(env, name) !== undefined);
  if (named === undefined || isExcepted(url, setting(env, 'NO_PROXY', 'no_proxy') ?? '')) return remarks;
  return [...remarks, `${named} is set, and batchctl uses no proxy: it connects to ${host} itself`];
}

function isLoopback(url: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** `*`, or hosts and domains with commas between them. */
function isExcepted(url: string, exceptions: string): boolean {
  const { hostname } = new URL(url);
  const names = exceptions.split(',').map((name) => name.trim().replace(/^\*?\./, ''));
  return names.some((name) => name === '*' || (name !== '' && (hostname === name || hostname.endsWith(`.${name}`))));
}

/** The credential for a real API: from the environment or a file, never from the command line. */
import { readFile } from 'node:fs/promises';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { Target } from '../target/target.js';
import { setting, type Env } from './surroundings.js';

/** Empty where there is none and the service needs none. Throws a BatchctlError (usage) that says where a credential is looked for. */
export async function readCredential(
  { credential, title, isOpen }: Pick<Target, 'credential' | 'title' | 'isOpen'>,
  file: string | undefined,
  env: Env,
): Promise<string> {
  const secret = file === undefined ? setting(env, ...credential) : await readSecretFile('--api-key-file', file);
  if (secret === undefined && isOpen === true) return '';
  if (secret === undefined) {
    const message = `${title} needs a credential, and ${credential.join(' and ')} ${credential.length === 1 ? 'is' : 'are'} not set`;
    throw new BatchctlError(EXIT.usage, 'credential_missing', message, {
      hint: `export ${credential[0] ?? ''}=… or name a file that holds it: --api-key-file PATH`,
    });
  }
  // A header can't hold anything else, and the message of the client that refuses it would show it.
  if (/^[\x21-\x7e]+$/.test(secret)) return secret;
  throw new BatchctlError(
    EXIT.usage,
    'credential_unusable',
    'the credential holds characters that no header can carry',
  );
}

/** The text of a file without the blanks around it. `flag` named it. Throws a BatchctlError (usage) where there is none. */
export async function readSecretFile(flag: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new BatchctlError(EXIT.usage, 'secret_unreadable', `${flag}: ${messageOf(error)}`, { cause: error });
  });
  if (text.trim() !== '') return text.trim();
  throw new BatchctlError(EXIT.usage, 'secret_empty', `${flag}: ${path} is empty`);
}

/** Who a JSON Web Token is for, by the claims that stay when it is renewed; null for a credential that doesn't say. */
export function accountOf(secret: string): string | null {
  const [, payload, signature] = secret.split('.');
  if (payload === undefined || signature === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null) return null;
    const { iss, sub, workspace }: Readonly<Record<string, unknown>> = { ...claims };
    const isSaid = typeof iss === 'string' || typeof sub === 'string' || typeof workspace === 'string';
    return isSaid ? JSON.stringify([iss ?? null, sub ?? null, workspace ?? null]) : null;
  } catch {
    return null;
  }
}

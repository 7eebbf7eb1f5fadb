/** The credential for a real API: from the environment or a file, never from the command line. */
import { readFile } from 'node:fs/promises';
import { BatchctlError, EXIT, messageOf } from '../errors.js';
import type { Target } from '../target/target.js';
import { setting, type Env } from './surroundings.js';

/** Throws a BatchctlError (usage) that says where a credential is looked for. */
export async function readCredential(
  { credential, title }: Target,
  file: string | undefined,
  env: Env,
): Promise<string> {
  const secret = file === undefined ? setting(env, ...credential) : (await readSecretFile(file)).trim();
  if (secret === undefined || secret === '') {
    const where = file ?? credential.join(' and ');
    const message = `${title} needs a credential, and ${where} ${file === undefined ? 'is not set' : 'is empty'}`;
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

async function readSecretFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new BatchctlError(EXIT.usage, 'credential_unreadable', `--api-key-file: ${messageOf(error)}`, {
      cause: error,
    });
  }
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

/** `--webhook-url` and its secret, as the service is to get them. */
import { usageError } from '../errors.js';
import type { Target, Webhook } from '../target/target.js';
import { isHttp } from './connect.js';
import { readSecretFile } from './credential.js';
import type { ImportFlags } from './import.js';

/** Null where the service is to call nobody. Throws a BatchctlError (usage). */
export async function webhookOf(
  { webhookUrl, webhookSecretFile }: ImportFlags,
  { title }: Pick<Target, 'title'>,
): Promise<Webhook | null> {
  if (webhookUrl === undefined) {
    if (webhookSecretFile === undefined) return null;
    throw usageError(
      'webhook_url_missing',
      '--webhook-secret-file is for calls to an address',
      'add --webhook-url URL',
    );
  }
  if (!isHttp(webhookUrl)) {
    const address = JSON.stringify(webhookUrl);
    throw usageError('webhook_url_unusable', `${address} is not an http or https address that ${title} could call`);
  }
  const secret =
    webhookSecretFile === undefined ? null : await readSecretFile('--webhook-secret-file', webhookSecretFile);
  return { url: webhookUrl, secret };
}

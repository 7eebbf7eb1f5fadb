const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The key in a Standard Webhooks secret: the bytes that `whsec_` and base64 stand for, or a text without that prefix as
 * it is. Empty, and so nobody's key, where nothing or no base64 follows the prefix: the prefix is no secret.
 */
export function standardKey(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) return Buffer.from(secret);
  const encoded = secret.slice(PREFIX.length);
  return BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
}

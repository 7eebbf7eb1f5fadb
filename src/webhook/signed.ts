import { createHmac, timingSafeEqual } from 'node:crypto';

const DIGEST_BYTES = 32;

/** A signature that somebody claims, and what it is claimed of. */
export interface Claim {
  /** Empty: nobody's key, nothing is signed with it. */
  readonly key: Buffer;
  /** Signed as one, end to end. */
  readonly parts: readonly (string | Buffer)[];
  readonly signature: Buffer;
}

/** Is it the HMAC-SHA256 of the parts? Takes the same time however much of the signature is right. */
export function isSigned({ key, parts, signature }: Claim): boolean {
  if (key.length === 0 || signature.length !== DIGEST_BYTES) return false;
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return timingSafeEqual(hmac.digest(), signature);
}

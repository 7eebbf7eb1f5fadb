/** Calls whose signatures Python 3.11 computed (`hmac`, `hashlib`, `json`), written down. */
import { Buffer } from 'node:buffer';
import type { IncomingCall } from '../../src/webhook/incoming.js';

export const SECRET = 's3cret-ü';

/** ms since 1970 of the signed timestamps. */
export const SIGNED_AT = 1_767_323_045_000;

/** A direct call's body: other blanks, escapes and order than what is signed. */
export const DIRECT =
  '{"batch_id":"6f1c","user_id":"u1","status":"partial","total_memories":3,"successful_memories":2,"failed_memories":1,"errors":[{"index":1,"error":"Größe 😀"}],"completed_at":"2026-01-02T03:04:05+00:00","processing_time_ms":1767323045000.5,"memory_ids":["m1","m2"],"webhook_version":"1.0"}';
export const DIRECT_SORTED = 'sha256=64d330f5729afede13bc67467b059134934a3b33cd10f0cb8c5b0a1c77122646';

export const TEMPORAL =
  '{"event":"batch_completed","batch_id":"batch_9","timestamp":"2026-01-02T03:04:05Z","results":{"status":"success","total_processed":2,"successful":2,"failed":0,"errors":[],"memory_object_ids":["o1","o2"]}}';
export const TEMPORAL_PLAIN = 'sha256=4c0a48bf64944c3137ce80930f9925cb87f070cf4b98505bbbe5236d4216778e';
export const TEMPORAL_RAW = 'sha256=5bc74214baf4fa0addb4b163752e8d9843fc3c67a0459b68d00abdda1f82da23';

/** The bytes 0 to 23. */
export const STANDARD_SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
export const STANDARD_TIME = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(SIGNED_AT / 1000) };
/** Of the Temporal body under the `whsec_` secret, and under `SECRET` as a text. */
export const STANDARD = 'v1,sBlnHMsWmF8MXvfZw6x/eRS0gCfBSUHy//NCUn05EVk=';
export const STANDARD_RAW_SECRET = 'v1,BmsHK+IcrAzM2OCmyADLpKng3DUKDmPIuTHeHk7HcuI=';

/** Of the body `{}` under an empty key, in both ways. */
export const EMPTY_KEY = 'sha256=22f8eea909400af98adf3681a9f31923ef6b7fcba4abb553d92823a3e9d5c25e';
export const EMPTY_KEY_STANDARD = 'v1,/C4beaiSVnxcnob3ywVc/PYOvzS4uHfaxr6rqvcxdbc=';
/** Likewise under the key `whsec_`, which is public. */
export const PREFIX_KEY_STANDARD = 'v1,NOZhK9e2vDThReQAH6AatdlR9IEhbancHh2Ret7Vs9I=';

export function call(body: string | Buffer, headers: Record<string, string> = {}): IncomingCall {
  return { headers, body: Buffer.from(body) };
}

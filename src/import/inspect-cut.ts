/** What an import would send of the front of a source, and of all of it. */
import type { Front, Profiled } from '../encode/profile/profile-rows.js';
import type { Inspection } from '../report/inspection.js';
import { sizeOf } from './body.js';
import { cutChunks } from './chunk.js';
import { Findings } from './findings.js';
import { ItemLook } from './inspect-items.js';
import { makingOf } from './item-maker.js';
import { encoderFor, envelopeOf } from './line.js';
import { noSink } from './no-sink.js';
import { markOf, type FrozenPlan, type ImportPlan } from './plan.js';

/** What would be sent of the rows that were read. */
export interface Sent {
  readonly rows: number;
  readonly requests: number;
  readonly bytes: number;
  readonly rejected: number;
  readonly findings: Findings;
  readonly look: ItemLook;
}

/** Up to the last whole row. Throws a BatchctlError (usage) for a mapping or a schema that can't be. */
export async function cutFront(
  { plan, frozen }: { readonly plan: ImportPlan; readonly frozen: FrozenPlan },
  { bytes, isAll }: Front,
  { end }: Profiled,
): Promise<Sent> {
  const { limits, scope, importId } = plan;
  const envelope = envelopeOf({ plan, frozen });
  const making = await makingOf(plan, frozen, markOf(importId, null));
  const look = new ItemLook({ separator: envelope.separator, matchKey: scope.matchKey });
  const sent = { rows: 0, requests: 0, bytes: 0, rejected: 0, findings: new Findings(), look };
  const whole = isAll ? bytes : bytes.subarray(0, end.byte);
  const source = { read: async (into: Uint8Array, position: number) => whole.subarray(position).copy(into) };
  const chunks = cutChunks({
    source,
    encoder: encoderFor({ plan, frozen, making }, limits.maxBytes),
    envelope,
    limits,
    from: frozen.shape.first,
    sink: noSink,
    observe: (encoded, _input, at) => look.observe(encoded, at),
  });
  for await (const { end, rejections, body } of chunks) {
    for (const rejection of rejections) sent.findings.add(rejection);
    sent.rows = end.row;
    sent.rejected += rejections.length;
    if (body === undefined) continue;
    sent.requests += 1;
    sent.bytes += sizeOf(body);
  }
  return sent;
}

/** Of the whole source, by the share of its text that was read: 1 for all, undefined where nobody knows. */
export function estimate(
  { limits }: Pick<ImportPlan, 'limits'>,
  sent: Sent,
  share: number | undefined,
): Pick<Inspection, 'rows' | 'requests'> {
  const isExact = share === 1;
  if (isExact) {
    return { rows: { count: sent.rows, isExact }, requests: { count: sent.requests, bytes: sent.bytes, isExact } };
  }
  if (share === undefined || share === 0 || sent.rows === 0) return { rows: null, requests: null };
  const rows = Math.round(sent.rows / share);
  const bytes = Math.round(sent.bytes / share);
  const full = Math.max(rows / limits.maxRows, bytes / limits.maxBytes);
  const count = sent.requests === 0 ? 0 : Math.max(sent.requests, Math.ceil(full));
  return { rows: { count: rows, isExact }, requests: { count, bytes, isExact } };
}

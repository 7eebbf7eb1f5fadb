/** What a request came to, written down: by the run that sent it, or by whoever asked for it later. */
import type { PartState } from '../journal/state.js';
import type { ItemRefusal, Outcome } from '../record.js';
import { itemAt } from './item-range.js';
import type { Asking } from './line.js';
import { blame, voidJob } from './refuse.js';
import type { Ended } from './settle.js';

/** An end that needs nothing more to be known. */
export type KnownEnd = Exclude<Ended, { readonly kind: 'results' | 'stopped' }>;

/** SETTLED, IN_DOUBT, or the REFUSED after which the part is sent again in another way. */
export async function writeEnd(
  line: Pick<Asking, 'journal' | 'counters'>,
  part: PartState,
  end: KnownEnd,
): Promise<void> {
  if (end.kind === 'settled') await settled(line, part, end.outcome);
  else if (end.kind === 'blamed') await blame(line, part, end.items);
  else if (end.kind === 'nothing') await voidJob(line, part, end.code, end.message);
  else await line.journal.append({ type: 'IN_DOUBT', part: part.id, reason: end.reason });
}

async function settled(
  { journal, counters }: Pick<Asking, 'journal' | 'counters'>,
  { id, intent }: PartState,
  { accepted, refused, unlisted }: Outcome,
): Promise<void> {
  const inChunk = (refusal: ItemRefusal) => ({ ...refusal, index: itemAt(intent.items, refusal.index) });
  await journal.append({ type: 'SETTLED', part: id, accepted, refused: refused.map(inChunk), unlisted });
  counters.settle(accepted, refused.length + unlisted);
}

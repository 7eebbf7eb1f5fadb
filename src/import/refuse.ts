/** REFUSED: what is written when no copy of a request can have been applied, and what follows from it. */
import type { Refused } from '../journal/entry.js';
import type { PartState } from '../journal/state.js';
import type { ItemRefusal } from '../record.js';
import type { Refusal } from '../target/verdict.js';
import { countItems, itemAt } from './item-range.js';
import type { Asking, Line } from './line.js';
import { refusalError, type Sent } from './send.js';

const BY_NOBODY = { status: 0, requestId: null, blamed: [] };

/** The service refused the whole request. Throws a BatchctlError where that isn't for something in it, or hopeless. */
export async function refuse(line: Line, part: PartState, refusal: Refusal): Promise<void> {
  const { about, status, code, message, requestId, index, field } = refusal;
  const isOfContent = about === 'content' || about === 'size';
  const blamed = index === undefined ? [] : inChunk(part, [{ index, code, message }]);
  const entry = { status, code, message, requestId, blamed };
  await line.journal.append({ type: 'REFUSED', part: part.id, about: isOfContent ? about : 'other', ...entry });
  // However small the requests that a service takes, halving comes to their size.
  const isHopeless = about === 'content' && line.counters.isHopeless(`${code} ${field ?? ''}`);
  if (!isOfContent || isHopeless) throw refusalError(line, refusal);
}

/** The service took the request, and then applied nothing of it because of these items. */
export async function blame(
  { journal }: Pick<Asking, 'journal'>,
  part: PartState,
  items: readonly ItemRefusal[],
): Promise<void> {
  const [first] = items;
  const { code = 'refused', message = 'refused, and the service does not say why' } = first ?? {};
  const blamed = inChunk(part, items);
  await journal.append({ type: 'REFUSED', part: part.id, about: 'content', ...BY_NOBODY, code, message, blamed });
}

/** By their index in the chunk. What was not in the request can't be to blame, whatever a service says. */
function inChunk({ intent }: PartState, items: readonly ItemRefusal[]): readonly ItemRefusal[] {
  const known = items.filter(({ index }) => index < countItems(intent.items));
  return known.map(({ index, code, message }) => ({ index: itemAt(intent.items, index), code, message }));
}

/** The service took the request, and then applied nothing of it. */
export async function voidJob(
  { journal }: Pick<Asking, 'journal'>,
  { id }: PartState,
  code: string,
  message: string,
): Promise<void> {
  await journal.append({ type: 'REFUSED', part: id, about: 'job', ...BY_NOBODY, code, message });
}

/** The REFUSED of a request that no attempt brought to the service. */
export function neverTaken(part: string, sent: Sent): Refused {
  const { code, message } =
    'failure' in sent ? sent.failure : { code: 'not_sent', message: 'the run was stopped before it was sent' };
  return { type: 'REFUSED', part, about: 'other', ...BY_NOBODY, code, message };
}

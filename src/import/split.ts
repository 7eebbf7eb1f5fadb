/** How a request that was refused whole goes on: without the rows that are to blame, or in halves. */
import type { ItemRange, Refused, Split } from '../journal/entry.js';
import type { PartState } from '../journal/state.js';
import type { ItemRefusal } from '../record.js';
import { countItems, halves, itemAt, withoutItems } from './item-range.js';

/** A service that names bad rows is followed until so many of a part were taken out one after the other; then halving is quicker. */
const MOST_TAKEN = 16;

/** The SPLIT that follows a refusal. A row that is refused alone is a rejected row: what is left of it is no part at all. */
export function splitRefused({ id, intent }: PartState, refusal: Refused): Split {
  const { items } = intent;
  const taken = takenOut(items, refusal);
  const ranges =
    taken.length > 0
      ? rest(
          withoutItems(
            items,
            taken.map(({ index }) => index),
          ),
        )
      : halves(items);
  const reason = refusal.about === 'size' ? 'the request was too large' : `${refusal.code}: ${refusal.message}`;
  return {
    type: 'SPLIT',
    part: id,
    reason,
    taken,
    children: ranges.map((range, index) => ({ part: `${id}.${index}`, items: range })),
  };
}

function takenOut(items: ItemRange, { code, message, blamed }: Refused): readonly ItemRefusal[] {
  if (countItems(items) === 1) return [{ index: itemAt(items, 0), code, message }];
  return items.without.length < MOST_TAKEN ? blamed : [];
}

function rest(range: ItemRange): ItemRange[] {
  return countItems(range) === 0 ? [] : [range];
}

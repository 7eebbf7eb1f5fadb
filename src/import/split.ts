/** How a request that was refused whole goes on: without the row that is to blame, or in halves. */
import type { ItemRange, Refused, Split } from '../journal/entry.js';
import type { PartState } from '../journal/state.js';
import { countItems, halves, itemAt, withoutItem } from './item-range.js';

/** A service that names one bad row at a time is followed this often; then halving is quicker. */
const MOST_TAKEN = 16;

/** The SPLIT that follows a refusal. A row that is refused alone is a rejected row: what is left of it is no part at all. */
export function splitRefused({ id, intent }: PartState, { about, code, message, item }: Refused): Split {
  const { items } = intent;
  const named = countItems(items) === 1 ? itemAt(items, 0) : item;
  const isNamed = named !== null && (countItems(items) === 1 || items.without.length < MOST_TAKEN);
  const taken = isNamed ? [{ index: named, code, message }] : [];
  const ranges = isNamed ? rest(withoutItem(items, named)) : halves(items);
  const reason = about === 'size' ? 'the request was too large' : `${code}: ${message}`;
  return {
    type: 'SPLIT',
    part: id,
    reason,
    taken,
    children: ranges.map((range, index) => ({ part: `${id}.${index}`, items: range })),
  };
}

function rest(range: ItemRange): ItemRange[] {
  return countItems(range) === 0 ? [] : [range];
}

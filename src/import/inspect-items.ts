/** A look at the items of a source as the target would get them. */
import { fieldsOf } from '../encode/json-fields.js';
import { ORIGIN_WIDTH, type Encoded } from '../encode/encoder.js';
import { Duplicates } from '../encode/profile/duplicates.js';
import type { Position } from '../record.js';
import type { InspectedItem } from '../report/inspection.js';

const MOST_ITEMS = 2;
/** Bytes of an item that are kept to be shown. */
const LONGEST_ITEM = 65_536;

/** What stands behind an item, and the member by which the service tells records from each other. */
export interface ItemForm {
  readonly separator: string;
  readonly matchKey: string | null;
}

/** Sees what is encoded, call by call. */
export class ItemLook {
  readonly first: InspectedItem[] = [];
  /** Match keys that came before. */
  readonly keys = new Duplicates();
  readonly #separatorBytes: number;
  readonly #matchKey: string | null;

  constructor({ separator, matchKey }: ItemForm) {
    this.#separatorBytes = Buffer.byteLength(separator);
    this.#matchKey = matchKey;
  }

  observe(encoded: Encoded, at: Position): void {
    const items = Buffer.from(encoded.items.buffer, encoded.items.byteOffset, encoded.items.length);
    let start = 0;
    let { row } = at;
    let rejected = 0;
    for (let index = 0; index < encoded.origins.length; index += ORIGIN_WIDTH) {
      if (this.#matchKey === null && this.first.length === MOST_ITEMS) return;
      const [end = 0, rowStart = 0] = encoded.origins.subarray(index, index + ORIGIN_WIDTH);
      for (; (encoded.rejections[rejected]?.start ?? Infinity) < at.byte + rowStart; rejected++) row += 1;
      row += 1;
      this.#see(items.subarray(start, end - this.#separatorBytes), row);
      start = end;
    }
  }

  #see(item: Buffer, row: number): void {
    if (this.first.length < MOST_ITEMS) this.first.push({ bytes: item.length, text: clipped(item) });
    if (this.#matchKey === null) return;
    const { names, values } = fieldsOf(item.toString());
    const value = values[names.indexOf(this.#matchKey)];
    if (value !== undefined) this.keys.add(value.startsWith('"') ? String(JSON.parse(value)) : value, row);
  }
}

function clipped(item: Buffer): string {
  return item.length <= LONGEST_ITEM ? item.toString() : `${item.toString('utf8', 0, LONGEST_ITEM)}…`;
}

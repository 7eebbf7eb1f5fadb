/** Journals as runs may write them: each entry can stand where it does, and says no more than a run can know. */
import * as fc from 'fast-check';
import { countItems, itemAt } from '../../src/import/item-range.js';
import { splitRefused } from '../../src/import/split.js';
import type { Entry, Intent, ItemRange, Refused, Resolved } from '../../src/journal/entry.js';
import { fold } from '../../src/journal/fold.js';
import { cutUpTo, type JournalState, type PartState } from '../../src/journal/state.js';
import type { ItemRefusal } from '../../src/record.js';
import { BEGIN } from './first-entries.js';

/** Each choice is one step of a run, or of somebody who decides what is in doubt. */
export const histories: fc.Arbitrary<readonly Entry[]> = fc
  .array(fc.array(fc.nat(1_000), { minLength: 6, maxLength: 6 }), { maxLength: 40 })
  .map((steps) => {
    let state = fold(undefined, BEGIN);
    const entries: Entry[] = [BEGIN];
    for (const choices of steps) {
      const entry = step(state, new Choices(choices));
      state = fold(state, entry);
      entries.push(entry);
    }
    return entries;
  });

class Choices {
  readonly #given: readonly number[];
  #taken = 0;

  constructor(given: readonly number[]) {
    this.#given = given;
  }

  /** From 0 to `below`, exclusive. */
  below(below: number): number {
    return (this.#given[this.#taken++ % this.#given.length] ?? 0) % below;
  }

  of<T>(things: readonly [T, ...T[]]): T {
    return things[this.below(things.length)] ?? things[0];
  }
}

function step(state: JournalState, choices: Choices): Entry {
  const open = [...state.parts.values()].filter((part) => part.phase !== 'settled' && !isBegun(state, part));
  const part = open[choices.below(open.length + 1)];
  if (part === undefined) return chunk(state, choices);
  const { id, intent, phase } = part;
  if (phase === 'split') return child(state, part);
  if (phase === 'refused')
    return choices.below(3) === 0 ? intent : splitRefused(part, part.refusal ?? refusal(part, choices));
  if (phase === 'doubt') return resolved(part, choices);
  const settled = outcome(part, choices);
  const doubt: Entry = { type: 'IN_DOUBT', part: id, reason: 'never answered' };
  if (phase === 'accepted') return choices.of([settled, settled, doubt, { ...refusal(part, choices), about: 'job' }]);
  const receipt = { id: 'job', accepted: countItems(intent.items) };
  return choices.of<Entry>([
    settled,
    { type: 'ACK', part: id, receipt },
    refusal(part, choices),
    doubt,
    { type: 'AGAIN', part: id, why: 'no answer' },
    { type: 'UPLOADED', part: id, file: 'file' },
    intent,
  ]);
}

/** A split part whose own parts are all announced. */
function isBegun({ parts }: JournalState, { phase, split }: PartState): boolean {
  return phase === 'split' && (split?.children ?? []).every(({ part }) => parts.has(part));
}

function chunk(state: JournalState, choices: Choices): Intent {
  const start = cutUpTo(state) ?? { byte: 0, row: 0, line: 0 };
  const [rows, items] = [1 + choices.below(9), choices.below(9)];
  const cut = Math.max(rows, items);
  const end = { byte: start.byte + 10 * cut, row: start.row + cut, line: start.line + cut };
  return announced({ part: `${state.chunks.count}`, start, end, items: { from: 0, to: items, without: [] } });
}

function child({ parts }: JournalState, { intent, split }: PartState): Intent {
  const found = split?.children.find(({ part }) => !parts.has(part));
  if (found === undefined) throw new Error('no part is left');
  return announced({ ...intent, part: found.part, items: found.items });
}

function announced({ part, start, end, items }: Pick<Intent, 'part' | 'start' | 'end' | 'items'>): Intent {
  const key = countItems(items) === 0 ? null : `key of ${part}`;
  const moment = { wall: 1_000, bootId: 'one', uptime: 1 };
  return { type: 'INTENT', part, start, end, items, maxBytes: 100, crc: 1, body: key, key, generation: 0, moment };
}

/** So many items of a range, from one of them on. */
function someOf(items: ItemRange, first: number, most: number): ItemRefusal[] {
  const count = Math.min(most, countItems(items) - first);
  return Array.from({ length: count }, (_, nth) => ({ index: itemAt(items, first + nth), code: 'no', message: 'no' }));
}

function refusal({ id, intent: { items } }: PartState, choices: Choices): Refused {
  const about = choices.of(['content', 'size', 'job', 'other'] as const);
  const blamed = someOf(items, choices.below(countItems(items)), choices.below(4));
  return { type: 'REFUSED', part: id, about, status: 400, code: 'no', message: 'no', requestId: null, blamed };
}

function outcome({ id, intent: { items } }: PartState, choices: Choices): Entry {
  const all = countItems(items);
  const refused = someOf(items, choices.below(all), choices.below(all + 1));
  const unlisted = choices.below(all - refused.length + 1);
  return { type: 'SETTLED', part: id, accepted: all - refused.length - unlisted, refused, unlisted };
}

function resolved({ id, intent: { items } }: PartState, choices: Choices): Resolved {
  const decision = choices.of(['accepted', 'skip', 'resend'] as const);
  const all = countItems(items);
  const refused = decision === 'skip' ? someOf(items, 0, all) : [];
  const accepted = decision === 'accepted' ? all : 0;
  return { type: 'RESOLVED', part: id, at: '2026-04-21T15:00:00.000Z', decision, accepted, refused };
}

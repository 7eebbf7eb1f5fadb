/** What is said in two places about one import. */
import { elementsOf } from './cell.js';
import { parsePath } from './field-path.js';
import { PLAIN, type Constant, type Mapping, type Move } from './mapping.js';

/** What `over` says is added to `under`, and wins where both say something about one place, column or value. */
export function mergeMappings(under: Mapping, over: Partial<Mapping>): Mapping {
  const { map = [], set = [], types = [], drop = [], pick = null } = over;
  const places = new Set([...map, ...set].map(({ to }) => to).filter((to) => !parsePath(to).isList));
  const wanted = new Set([...(pick ?? []), ...map.map(({ from }) => from)]);
  const typed = new Set(types.map(({ column }) => column));
  const isUnsaid = ({ to }: { readonly to: string }) => !places.has(to);
  return inOrder({
    ...under,
    ...over,
    map: [...under.map.filter((move) => isUnsaid(move) && !drop.includes(move.from)), ...map],
    set: [...under.set.filter(isUnsaid), ...set],
    pick: under.pick === null && pick === null ? null : distinct([...(under.pick ?? []), ...(pick ?? [])]),
    drop: distinct([...under.drop.filter((column) => !wanted.has(column)), ...drop]),
    types: [...under.types.filter(({ column }) => !typed.has(column)), ...types],
  });
}

/** A mapping that was said in one place. */
export function wholeMapping(said: Partial<Mapping>): Mapping {
  return mergeMappings(PLAIN, said);
}

/** What goes to one list stands together, and its constants are one: so a mapping file can say all of a place under its name. */
function inOrder(mapping: Mapping): Mapping {
  const map = groups(mapping.map).flat();
  const set = groups(mapping.set).flatMap((entries) => joined(entries));
  return { ...mapping, map, set };
}

function groups<Entry extends Move | Constant>(entries: readonly Entry[]): Entry[][] {
  const byPlace = new Map<string, Entry[]>();
  for (const entry of entries) byPlace.set(entry.to, [...(byPlace.get(entry.to) ?? []), entry]);
  return [...byPlace.values()];
}

function joined(entries: readonly Constant[]): readonly Constant[] {
  const [first, another] = entries;
  if (first === undefined || another === undefined || !parsePath(first.to).isList) return entries;
  const elements = entries.map(({ json }) => (json.startsWith('[') ? elementsOf(json) : json));
  return [{ to: first.to, json: `[${elements.filter((element) => element !== '').join(',')}]` }];
}

function distinct(columns: readonly string[]): string[] {
  return [...new Set(columns)];
}

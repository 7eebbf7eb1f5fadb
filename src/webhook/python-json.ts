/** JSON in the very characters of Python's `json.dumps`, because Papr signs those and not the body that it sends. */
import type { JsonTree } from './json-tree.js';

type Members = readonly (readonly [name: string, value: JsonTree])[];
type Order = (members: Members) => Members;

/** What `json.dumps(json.loads(text))` writes. */
export function pythonDumps(tree: JsonTree): string {
  return dump(tree, (members) => members);
}

/** What `json.dumps(json.loads(text), sort_keys=True)` writes. */
export function pythonDumpsSorted(tree: JsonTree): string {
  return dump(tree, (members) => members.toSorted(([left], [right]) => byCodePoint(left, right)));
}

function dump(tree: JsonTree, order: Order): string {
  if (typeof tree === 'string') return atom(tree);
  if (!isObject(tree)) return `[${tree.map((value) => dump(value, order)).join(', ')}]`;
  const members = order([...tree]).map(([name, value]) => `${quoted(name)}: ${dump(value, order)}`);
  return `{${members.join(', ')}}`;
}

function isObject(tree: Exclude<JsonTree, string>): tree is ReadonlyMap<string, JsonTree> {
  return tree instanceof Map;
}

/** Python compares code points, JavaScript UTF-16 units: they differ where a surrogate meets U+E000 to U+FFFF. */
function byCodePoint(left: string, right: string): number {
  for (let at = 0; ; at++) {
    const one = left.codePointAt(at);
    const other = right.codePointAt(at);
    if (one !== other || one === undefined) return (one ?? -1) - (other ?? -1);
  }
}

function atom(text: string): string {
  if (text.startsWith('"')) return quoted(String(JSON.parse(text)));
  return /^[tfn]/.test(text) ? text : number(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** An int of any length keeps its digits: a limit on them is a setting of the Python that signs. */
function number(text: string): string {
  if (/[.eE]/.test(text)) return float(Number(text));
  return text === '-0' ? '0' : text;
}

/**
 * `repr` of a float: the same shortest digits as JavaScript's, and an exponent from 1e16 on and below 1e-4. An infinity is
 * spelled alike in both.
 */
function float(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e(?<sign>[+-])(?<digit>\d)$/, 'e$<sign>0$<digit>');
  }
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return digits.includes('.') ? digits : `${digits}.0`;
}

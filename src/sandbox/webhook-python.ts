/** Values as Python writes them: what Papr signs is the text that `json.dumps` makes. */

/** Numbers are whole. */
export type PythonValue = string | number | null | readonly PythonValue[] | { readonly [name: string]: PythonValue };

/** The text of `json.dumps(value)`: a space behind each comma and colon, and ASCII only. */
export function pythonDumps(value: PythonValue): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value === 'number') return String(value);
  if (isList(value)) return `[${value.map(pythonDumps).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${quote(name)}: ${pythonDumps(member)}`);
  return `{${members.join(', ')}}`;
}

/** The value with every object's keys in order, as `sort_keys=True` has it. */
export function sortKeys(value: PythonValue): PythonValue {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(sortKeys);
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map((name) => [name, sortKeys(value[name] ?? null)]));
}

/** Array.isArray doesn't tell a list from an object where the list is readonly. */
function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}

/** JSON.stringify has the same short escapes; Python escapes DEL and everything beyond ASCII too. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

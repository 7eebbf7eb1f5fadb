/** What the benchmark is asked for. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly rows: number;
  readonly runs: number;
  /** Names, or parts of names, of what is to be measured; none for everything. */
  readonly only: readonly string[];
  /** MB of the file that imports are resumed in. */
  readonly big: number;
  /** Where to keep every figure. */
  readonly json: string | undefined;
}

/** Throws where the arguments aren't understood, or name what is in none of `names`. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: [] },
      big: { type: 'string', default: '1000' },
      json: { type: 'string' },
    },
  });
  for (const part of values.only)
    if (!names.some((name) => name.includes(part))) throw new Error(`--only ${part}: nothing is named like that`);
  return {
    rows: count('rows', values.rows),
    runs: count('runs', values.runs),
    only: values.only,
    big: count('big', values.big),
    json: values.json,
  };
}

/** Those of `names` that are asked for. A whole name means that one alone, though others begin like it. */
export function wantedOf(names: readonly string[], { only }: Options): ReadonlySet<string> {
  if (only.length === 0) return new Set(names);
  return new Set(only.flatMap((part) => (names.includes(part) ? [part] : names.filter((name) => name.includes(part)))));
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 on`);
  return value;
}

/** What strace wrote, read back: one system call after the other, in the order in which they ended. */

export interface Call {
  readonly thread: string;
  readonly name: string;
  /** As strace shows them, between the parentheses. */
  readonly args: string;
  /** What it came to: a number, perhaps with the path of a descriptor, or `-1 ENOSPC (…)`. `?` where it never came back. */
  readonly result: string;
  /** Lines of the log at which it began and ended. */
  readonly began: number;
  readonly ended: number;
}

const WHOLE = /^(\d+) +([a-z0-9_]+)\((.*)\) += (.*)$/s;
const BEGUN = /^(\d+) +([a-z0-9_]+)\((.*) <unfinished \.\.\.>$/s;
const RESUMED = /^(\d+) +<\.\.\. ([a-z0-9_]+) resumed>(.*)\) += (.*)$/s;

/** Without calls that never ended, and without signals. */
export function callsIn(log: string): Call[] {
  const open = new Map<string, Begun>();
  return log.split('\n').flatMap((line, number) => {
    const [, waiting, , begun] = BEGUN.exec(line) ?? [];
    if (waiting !== undefined && begun !== undefined) {
      open.set(waiting, { args: begun, began: number });
      return [];
    }
    const [, resuming = '', name = '', rest = '', result = ''] = RESUMED.exec(line) ?? [];
    const first = open.get(resuming);
    if (first !== undefined)
      return [{ thread: resuming, name, args: first.args + rest, result, began: first.began, ended: number }];
    return wholeCall(line, number);
  });
}

interface Begun {
  readonly args: string;
  readonly began: number;
}

function wholeCall(line: string, number: number): Call[] {
  const [, thread, name = '', args = '', result = ''] = WHOLE.exec(line) ?? [];
  return thread === undefined ? [] : [{ thread, name, args, result, began: number, ended: number }];
}

/** The path behind a descriptor, as `-y` shows it: of the first argument, or of a result. */
export function pathOf(text: string): string | undefined {
  return /^(?:\d+|AT_FDCWD)<([^>]*)>/.exec(text)?.[1];
}

/** The strings among the arguments, as the bytes that they stand for. */
export function stringsIn(args: string): Buffer[] {
  return [...args.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text = '']) => unescaped(text));
}

const SIGNS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

function unescaped(text: string): Buffer {
  const bytes = text.replaceAll(
    /\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gs,
    (_, hex?: string, octal?: string, sign = '') => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return SIGNS[sign] ?? sign;
    },
  );
  return Buffer.from(bytes, 'latin1');
}

/** Whether a run did things in the order on which everything leans, as the system saw it. */
import { dirname } from 'node:path';
import { pathOf, stringsIn, type Call } from './strace-log.js';

interface Written {
  readonly type: string;
  readonly part?: string;
  readonly key?: string | null;
  readonly receipt?: { readonly id: string };
  readonly file?: string;
  readonly rejects?: { readonly path: string } | null;
  readonly results?: { readonly path: string } | null;
}

/** One line of the journal, with the lines of the log at which its write began and at which it was on disk. */
interface Entry extends Written {
  readonly began: number;
  durable: number;
}

interface Request {
  readonly text: string;
  readonly began: number;
  /** When bytes were read from its connection next. */
  answered: number;
}

export interface Order {
  readonly requests: number;
  readonly entries: number;
  readonly faults: readonly string[];
}

/** `calls` are of a run that came to its end, with `-yy` and whole strings; `before` is what its journal held then. */
export function orderOf(calls: readonly Call[], before: string): Order {
  const entries = entriesOf(calls, before);
  const requests = requestsOf(calls);
  const faults = [
    ...requests.flatMap((request) => sentTooEarly(request, entries)),
    ...entries.flatMap((entry) => writtenTooEarly(entry, entries, requests)),
    ...entries.flatMap((entry) => filesTooLate(entry, calls)),
  ];
  return { requests: requests.length, entries: entries.length, faults };
}

function entriesOf(calls: readonly Call[], before: string): Entry[] {
  let entries = written(before, -1, -1);
  // The end of a journal that is gone on with is written once more as it was.
  const known = new Set(before.split('\n'));
  for (const { name, args, result, began, ended } of calls) {
    if (!/\/journal\.ndjson(?:\.new)?$/.test(pathOf(args) ?? '')) continue;
    if (/^p?write/.test(name)) {
      const lines = written(stringsIn(args).join(''), began, Infinity, known);
      // Another journal, in the place of the one before.
      if (lines[0]?.type === 'BEGIN') entries = [];
      entries.push(...lines);
    } else if (/^f(?:data)?sync$/.test(name) && result === '0') {
      markDurable(entries, began, ended);
    }
  }
  return entries;
}

/** What was written before the sync began. */
function markDurable(entries: readonly Entry[], began: number, ended: number): void {
  for (const entry of entries) if (entry.began < began) entry.durable = Math.min(entry.durable, ended);
}

function written(text: string, began: number, durable: number, known: ReadonlySet<string> = new Set()): Entry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines
    .filter((line) => !known.has(line))
    .map((line) => {
      const entry: Written = JSON.parse(line);
      return Object.assign(entry, { began, durable });
    });
}

function requestsOf(calls: readonly Call[]): Request[] {
  const requests: Request[] = [];
  const last = new Map<string, Request>();
  for (const { name, args, began, ended } of calls) {
    const socket = pathOf(args);
    if (socket?.startsWith('TCP:') !== true) continue;
    const isAnswer = /^(?:read|recv)/.test(name);
    const text = stringsIn(args).join('');
    if (isAnswer && text !== '') {
      const request = last.get(socket);
      if (request !== undefined) request.answered = Math.min(request.answered, ended);
    } else if (/^(?:POST|GET|PUT|PATCH|DELETE) \//.test(text)) {
      const request = { text, began, answered: Infinity };
      requests.push(request);
      last.set(socket, request);
    }
  }
  return requests;
}

/** No request before what announces it, and none about a job before what names it. */
function sentTooEarly({ text, began }: Request, entries: readonly Entry[]): string[] {
  const [head = ''] = text.split('\r\n');
  const isEarly = (find: (entry: Entry) => boolean, what: string) => {
    const entry = entries.find(find);
    return entry !== undefined && entry.durable < began ? [] : [`${head}: ${what} was not on disk`];
  };
  if (head.startsWith('POST ')) {
    const key = /^idempotency-key: (\S+)$/im.exec(text)?.[1] ?? /"idempotency_key":"([^"]+)"/.exec(text)?.[1];
    const file = /"input_file_id":"([^"]+)"/.exec(text)?.[1];
    return [
      ...(key === undefined ? isEarly(({ type }) => type === 'INTENT', 'any INTENT') : []),
      ...(key === undefined ? [] : isEarly((entry) => entry.type === 'INTENT' && entry.key === key, 'its INTENT')),
      ...(file === undefined
        ? []
        : isEarly((entry) => entry.type === 'UPLOADED' && entry.file === file, 'its UPLOADED')),
    ];
  }
  const job = /\/(?:jobs|batches)\/([^/? ]+) /.exec(head)?.[1];
  if (job === undefined) return [];
  return isEarly(({ type, receipt }) => type === 'ACK' && receipt?.id === job, 'its ACK');
}

/** Nothing is called settled before its request was announced, taken and answered. */
function writtenTooEarly(entry: Entry, entries: readonly Entry[], requests: readonly Request[]): string[] {
  if (entry.type !== 'SETTLED' || entry.began < 0) return [];
  const what = `SETTLED of part ${entry.part}`;
  const intent = entries.find(({ type, part }) => type === 'INTENT' && part === entry.part);
  const ack = entries.find(({ type, part }) => type === 'ACK' && part === entry.part);
  const asked = requests.find(({ text }) => ack?.receipt !== undefined && text.includes(`/${ack.receipt.id} `));
  const faults: string[] = [];
  if (intent === undefined || intent.durable > entry.began) faults.push(`${what}: its INTENT was not on disk`);
  if (ack === undefined || ack.durable > entry.began) faults.push(`${what}: its ACK was not on disk`);
  if (asked === undefined || asked.answered > entry.began) faults.push(`${what}: its job had not answered`);
  return faults;
}

/** A file that an entry tells of is on disk under its name by then: its content, and its name in its directory. */
function filesTooLate(entry: Entry, calls: readonly Call[]): string[] {
  const stored = calls.filter(
    ({ name, args }) => name.startsWith('rename') && args.includes(`/results/${entry.part}.ndjson"`),
  );
  const told = [entry.rejects?.path, entry.results?.path].filter((path) => typeof path === 'string');
  const named = calls.filter(
    ({ name, args }) => name.startsWith('rename') && told.some((path) => args.endsWith(`"${path}"`)),
  );
  const faults: string[] = [];
  for (const rename of [...(entry.type === 'SETTLED' ? stored : []), ...(entry.type === 'END' ? named : [])]) {
    const [from = '', to = ''] = stringsIn(rename.args).map(String);
    if (!isSynced(calls, from, [-1, rename.began])) faults.push(`${to} got its name before its content was on disk`);
    if (!isSynced(calls, dirname(to), [rename.ended, entry.began]))
      faults.push(`${entry.type}: the name of ${to} was not on disk`);
  }
  return faults;
}

function isSynced(calls: readonly Call[], path: string, [after, before]: readonly [number, number]): boolean {
  return calls.some(
    ({ name, args, result, began, ended }) =>
      /^f(?:data)?sync$/.test(name) && result === '0' && pathOf(args) === path && began > after && ended < before,
  );
}

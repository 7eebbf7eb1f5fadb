/** Whether what was reported is what is true: the journals of all clients, held against what the service has applied. */
import type { Client } from './client.js';
import type { Disk } from './disk.js';
import { Inode } from './inode.js';
import { entriesIn, tell, type Told, type Word } from './journal-reader.js';
import type { Row } from './rows.js';
import type { Service } from './service.js';
import type { Settings } from './settings.js';

/** Up to here every key is remembered, and known to be. */
const NO_WINDOW_ENDS_MS = 20 * 3_600_000;

/** A world at its end. */
export interface Ended {
  readonly settings: Settings;
  readonly clients: readonly Client[];
  readonly service: Service;
  readonly disk: Disk;
  /** ms that it has lasted. */
  readonly now: number;
}

/** Everything that is wrong, in words. */
export function judge({ settings, clients, service, disk, now }: Ended): string[] {
  // Where all share one journal, the last one to end has seen all of it.
  const judged = settings.areCopies ? clients : clients.slice(-1);
  const tables = judged.flatMap((client) => {
    const text = journalOf(disk, client.asking.stateDir);
    const told = tell(entriesIn(text));
    const truth =
      settings.operation === 'append' ? judgeAppend(settings, told, service) : judgeUpsert(settings, told, service);
    const words = [...judgeReport(settings, client, told), ...judgeDoubts(settings, told, now)];
    return [...truth, ...words].map((what) => `${client.name}: ${what}`);
  });
  return [...service.violations, ...tables];
}

/** Empty where there is none. */
function journalOf(disk: Disk, stateDir: string): string {
  const imports = `${stateDir}/imports`;
  const [name] = disk.list(imports);
  const file = disk.find(`${imports}/${name}/journal.ndjson`);
  return file instanceof Inode ? file.bytes.toString() : '';
}

function nameOf({ id, value }: Row): string {
  return `${id}=${value}`;
}

/** Each row that is said to be applied is there once, each that isn't is not; and none is there more often than it may. */
function judgeAppend({ rows, areCopies }: Settings, told: Told, { applied }: Service): string[] {
  const there = countOf(applied.map(nameOf));
  const wrong: string[] = [];
  const groups = grouped(rows.list, nameOf);
  for (const [name, group] of groups) {
    const words = group.map(([index]) => told.rows.get(index) ?? (areCopies ? 'pending' : 'unsent'));
    const least = words.filter((word) => word === 'ok').length;
    const most = words.filter((word) => word !== 'rejected' && word !== 'unsent').length;
    const count = there.get(name) ?? 0;
    if (count < least) wrong.push(`LOST: ${name} is accepted ${least} times and applied ${count} times`);
    if (count > group.length)
      wrong.push(`DUPLICATE: ${name} is applied ${count} times, and stands ${group.length} times in the file`);
    else if (count > most)
      wrong.push(`FALSE REJECT: ${name} is applied ${count} times, and ${most} at most by the journal`);
  }
  for (const { rows: numbers, applied: expected } of told.unlisted) {
    const names = new Set(numbers.flatMap((number) => rows.list[number] ?? []).map(nameOf));
    const count = [...names].filter((name) => there.has(name)).length;
    if (count !== expected)
      wrong.push(`UNTRUE: of rows ${numbers.join()} ${expected} are accepted and ${count} applied`);
  }
  return wrong;
}

/** What stands under each id is what it would be if the rows had been applied once, in the order of the file. */
function judgeUpsert({ rows }: Settings, told: Told, { applied }: Service): string[] {
  const table = new Map(applied.map(({ id, value }) => [id, value]));
  const groups = grouped(rows.list, ({ id }) => id);
  return [...groups].flatMap(([id, group]) => {
    let possible: (string | undefined)[] = [undefined];
    for (const [index, { value, fate }] of group) {
      const word = told.rows.get(index) ?? 'unsent';
      if (word === 'ok') possible = [value];
      else if (mayBeThere(word) && fate === 'fine') possible.push(value);
    }
    const found = table.get(id);
    return possible.includes(found) ? [] : [`WRONG: ${id} is ${found}, and should be ${possible.join(' or ')}`];
  });
}

function mayBeThere(word: Word | 'unsent'): boolean {
  return word === 'doubt' || word === 'pending' || word === 'unlisted';
}

/** The last run's report says what the journal says, and its exit code fits; every row has its outcome, and a doubt its reason. */
function judgeReport({ rows }: Settings, { last }: Client, told: Told): string[] {
  const { report, exit } = last ?? {};
  if (report === undefined) return [`no report at the end: ${exit} ${last?.code}`];
  const own = totalsOf(told);
  const { accepted, rejected, inDoubt } = report.rows;
  const wrong: string[] = [];
  if (JSON.stringify(own) !== JSON.stringify({ accepted, rejected, inDoubt }))
    wrong.push(`the report says ${JSON.stringify(report.rows)}, the journal ${JSON.stringify(own)}`);
  if (told.doubts.includes('')) wrong.push('a doubt without a reason');
  // In an ordered import nothing is sent behind a doubt.
  const isAll = inDoubt > 0 || accepted + rejected === rows.list.length;
  if (exit !== exitFor(own) || !isAll)
    wrong.push(`exit ${exit} for ${JSON.stringify(report.rows)} of ${rows.list.length} rows`);
  return wrong;
}

interface Totals {
  readonly accepted: number;
  readonly rejected: number;
  readonly inDoubt: number;
}

function totalsOf({ rows, unlisted }: Told): Totals {
  const said = countOf([...rows.values()]);
  const count = (word: Word) => said.get(word) ?? 0;
  const applied = unlisted.reduce((sum, part) => sum + part.applied, 0);
  return {
    accepted: count('ok') + applied,
    rejected: count('rejected') + count('unlisted') - applied,
    inDoubt: count('doubt'),
  };
}

/** Nothing is in doubt where every answer came in time or can be asked for again. */
function judgeDoubts({ service, incidents }: Settings, { doubts }: Told, now: number): string[] {
  const { losesJobs, missesJobs, failsSilently, failsAndRemembers } = service;
  const hasReason = losesJobs + missesJobs + failsSilently + failsAndRemembers > 0;
  if (hasReason || now > NO_WINDOW_ENDS_MS || incidents.includes('clock')) return [];
  return doubts.map((reason) => `NEEDLESS DOUBT: ${reason}`);
}

function exitFor({ rejected, inDoubt }: Totals): number {
  if (inDoubt > 0) return 6;
  return rejected > 0 ? 3 : 0;
}

function countOf<Key>(list: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of list) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Rows of one name, with their numbers from 0. */
function grouped(list: readonly Row[], name: (row: Row) => string): Map<string, [number, Row][]> {
  const groups = new Map<string, [number, Row][]>();
  for (const [index, row] of list.entries()) groups.set(name(row), [...(groups.get(name(row)) ?? []), [index, row]]);
  return groups;
}

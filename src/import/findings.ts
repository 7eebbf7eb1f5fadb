/** Rejections put together by what is wrong with the rows: what the summary shows of them. */
import type { Rejection } from '../record.js';
import type { RejectionGroup } from '../report/report.js';
import type { UnlistedRows } from './rejections.js';

const MOST_ROWS = 20;
const MOST_GROUPS = 100;

interface OpenGroup {
  readonly code: string;
  readonly message: string;
  count: number;
  rows: number[];
  lines: number[];
  ranges: (readonly [number, number])[];
  truncated: boolean;
}

export class Findings {
  readonly #groups = new Map<string, OpenGroup>();

  add({ code, message, row, line }: Rejection): void {
    const group = this.#group(code, message);
    group.count += 1;
    if (group.rows.length === MOST_ROWS) {
      group.truncated = true;
      return;
    }
    group.rows.push(row);
    group.lines.push(line);
  }

  addUnlisted({ count, rows }: UnlistedRows): void {
    const group = this.#group('unlisted', 'the service counts these as refused and does not say which they are');
    group.count += count;
    if (group.ranges.length === MOST_ROWS) group.truncated = true;
    else group.ranges.push(rows);
  }

  /** The most frequent first. */
  get groups(): RejectionGroup[] {
    return [...this.#groups.values()].toSorted((one, two) => two.count - one.count);
  }

  /** Messages can be as many as the rows: beyond a hundred kinds they are counted together by code. */
  #group(code: string, message: string): OpenGroup {
    const key = JSON.stringify([code, message]);
    const isNew = !this.#groups.has(key);
    if (isNew && this.#groups.size >= MOST_GROUPS && message !== '') return this.#group(code, '');
    const group = this.#groups.get(key) ?? {
      code,
      message,
      count: 0,
      rows: [],
      lines: [],
      ranges: [],
      truncated: false,
    };
    this.#groups.set(key, group);
    return group;
  }
}

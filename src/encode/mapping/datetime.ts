/** Dates and times of ISO 8601, always with an offset in the end. */
import { misfit, textOf, type Convert, type Converted } from './cell.js';
import type { Zone } from './zone.js';

const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const TIME = String.raw`((?:[01]\d|2[0-3]):[0-5]\d)(?:(:[0-5]\d)(?:[.,](\d+))?)?`;
const OFFSET = String.raw`[Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?`;
const DATETIME = new RegExp(`^(${DATE})(?:[Tt ]${TIME}(?: ?(${OFFSET}))?)?$`);

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Text becomes a date and time with seconds and offset; a fraction keeps its digits, a date alone is its first moment. `zone` is
 * for those without an offset; null: they don't fit.
 */
export function toDatetime(column: string, zone: Zone | null): Convert {
  const faults = faultsOf(column);
  return (json) => {
    const match = DATETIME.exec(textOf(json) ?? '');
    if (match === null) return faults.misfit;
    const [, date = '', year, month, day, time = '00:00', second = ':00', fraction, offset] = match;
    if (!isDay(Number(year), Number(month), Number(day))) return faults.misfit;
    const local = `${date}T${time}${second}`;
    const whole = fraction === undefined ? local : `${local}.${fraction}`;
    if (offset !== undefined) return `"${whole}${isoOffset(offset)}"`;
    return zone === null ? faults.bare : placed(whole, zone(Date.parse(`${local}Z`)), faults);
  };
}

type Faults = ReturnType<typeof faultsOf>;

function faultsOf(column: string) {
  const bare = 'has no offset, and --timezone must say which is meant, such as --timezone Europe/Berlin';
  return {
    misfit: misfit('datetime', column, 'expected a date and time such as 2024-05-31T08:30:00+02:00'),
    bare: misfit('datetime_bare', column, bare),
    skipped: misfit('datetime_skipped', column, 'clocks in --timezone never showed this time: they were put forward'),
    twice: misfit(
      'datetime_twice',
      column,
      'clocks in --timezone showed this time twice: write the offset that is meant',
    ),
    seconds: misfit(
      'datetime_seconds',
      column,
      'the offset in --timezone then had seconds, which ISO 8601 can not write',
    ),
  };
}

function placed(local: string, found: ReturnType<Zone>, faults: Faults): Converted {
  return 'offset' in found ? `"${local}${found.offset}"` : faults[found.problem];
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

function isoOffset(offset: string): string {
  if (/^z$/i.test(offset)) return 'Z';
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
}

/** Dates and times by how they are written: as ISO 8601 has it, and as spreadsheets have it. */

/** `bare-datetime` says no offset, `other-date` is none of ISO 8601. */
export type DateKind = 'datetime' | 'bare-datetime' | 'date' | 'other-date';

const MOMENT =
  /^\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?: ?([Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?))?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?![^Tt ])/;
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const OTHER_DATE = /^(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d\d)$/;

/** Undefined for what is no date, and for days that there aren't. */
export function dateKind(text: string): DateKind | undefined {
  const date = DATE.exec(text);
  if (date === null) return isOtherDate(text) ? 'other-date' : undefined;
  const [day, year, month, dayOfMonth] = date;
  if (!isDay(Number(year), Number(month), Number(dayOfMonth))) return undefined;
  if (text.length === day.length) return 'date';
  const moment = MOMENT.exec(text);
  if (moment === null) return undefined;
  return moment[1] === undefined ? 'bare-datetime' : 'datetime';
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (MONTHS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

function isOtherDate(text: string): boolean {
  const [, one, , other] = OTHER_DATE.exec(text) ?? [];
  const [less = 0, more = 0] = [Number(one), Number(other)].toSorted((a, b) => a - b);
  return less >= 1 && less <= 12 && more <= 31;
}

/** Day and month could be one or the other: `03/04/2024`. */
export function isAmbiguousDate(text: string): boolean {
  const [, one, , other] = OTHER_DATE.exec(text) ?? [];
  return one !== other && Number(one) <= 12 && Number(other) <= 12;
}

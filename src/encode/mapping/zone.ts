/** What the clocks of a place showed, and how far they were from UTC. */
import { usageError } from '../../errors.js';
import { nearest } from '../../nearest.js';

/**
 * The offset, as ISO 8601 writes it, that holds when clocks there show a time: given as ms, as if it were UTC. Or why there is none:
 * clocks were put forward over that time, or back and showed it twice, or the offset (of long ago) has seconds, which ISO can't write.
 */
export type Zone = (localMs: number) => Offset;

type Offset = { readonly offset: string } | { readonly problem: 'skipped' | 'twice' | 'seconds' };

const DAY = 86_400_000;
const FIXED = /^([+-])(\d\d)(?::?([0-5]\d))?$/;

/** Days of which the offset is kept: a file's times are seldom from more. */
const MOST_DAYS = 10_000;

/** A name of the IANA database, `Z`, or an offset such as `+05:30`. Throws a BatchctlError (usage). */
export function zoneOf(name: string): Zone {
  const [, sign = '', hours = '', minutes = '00'] = FIXED.exec(name) ?? [];
  const fixed = /^(?:z|utc)$/i.test(name) ? 'Z' : `${sign}${hours}:${minutes}`;
  if (fixed === 'Z' || (sign !== '' && Number(hours) < 24)) return () => ({ offset: fixed });
  const seconds = secondsAt(name);
  return (localMs) => offsetThere(localMs, seconds);
}

type SecondsAt = (ms: number) => number;

function offsetThere(localMs: number, seconds: SecondsAt): Offset {
  // The clocks of no place were ever changed twice within three days, so these two are all that can hold.
  const before = seconds(localMs - DAY);
  const after = seconds(localMs + DAY);
  const fitting = [...new Set([before, after])].filter((offset) => seconds(localMs - offset * 1000) === offset);
  const [only, another] = fitting;
  if (only === undefined) return { problem: 'skipped' };
  if (another !== undefined) return { problem: 'twice' };
  return only % 60 === 0 ? { offset: isoOffset(only) } : { problem: 'seconds' };
}

function isoOffset(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${hour}:${minute}`;
}

/** Seconds ahead of UTC at a moment. Days on which nothing changes are asked for once: Intl takes some microseconds. */
function secondsAt(name: string): SecondsAt {
  const format = formatFor(name);
  const exact = (ms: number) => secondsIn(format.format(ms));
  const days = new Map<number, number | undefined>();
  return (ms) => {
    const day = Math.floor(ms / DAY);
    if (!days.has(day)) {
      if (days.size >= MOST_DAYS) days.clear();
      const [start, end] = [exact(day * DAY), exact((day + 1) * DAY)];
      days.set(day, start === end ? start : undefined);
    }
    return days.get(day) ?? exact(ms);
  };
}

function formatFor(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', year: 'numeric' });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const similar = nearest(name, Intl.supportedValuesOf('timeZone'));
    const guess = similar === undefined ? '' : `did you mean ${similar}? `;
    const hint = `${guess}it is a name such as Europe/Berlin, an offset such as +02:00, or Z`;
    throw usageError('timezone_unknown', `there is no time zone ${JSON.stringify(name)}`, hint);
  }
}

/** Of `2024, GMT-03:30` or `1800, GMT+00:17:30`. */
function secondsIn(text: string): number {
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text) ?? [];
  const length = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -length : length;
}

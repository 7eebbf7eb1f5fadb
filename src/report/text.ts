/** Text for people: data and server words made harmless, figures with units, words for a shell. */

// Controls (C0, DEL, C1), formats (bidi overrides, zero-width characters, tags), lone surrogates, U+2028 and U+2029.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * The text on one line, with everything that could act on a terminal, hide or reorder what is read shown as an escape
 * (`\x1b`, `\n`, `\u202e`, `\u{e0041}`). Backslashes stay as they are, so a second call changes nothing.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT_ESCAPES.get(character) ?? codeEscape(character));
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x1_00_00 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** The JSON text with the same characters as JSON escapes: it means the same and is safe to look at. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (character) =>
    Array.from({ length: character.length }, (_, unit) => unitEscape(character.charCodeAt(unit))).join(''),
  );
}

function unitEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** A whole number with commas: `12,345`. Fractions are rounded. */
export function formatCount(count: number): string {
  // Loading what is known of a country's figures takes as long as reading a journal of a thousand requests.
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const BYTE_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in decimal units, one digit behind the point from 1 kB on: `24.6 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 999.5) return `${formatCount(bytes)} B`;
  let scaled = bytes / 1000;
  let unit = 0;
  // 999.95 would be rounded to 1000.0.
  while (scaled >= 999.95 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** A duration given in seconds: `<0.1 s`, `11.2 s`, `24 s`, `4 min 02 s`, `1 h 04 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return '<0.1 s';
  if (seconds < 59.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

const PLAIN_WORD = /^[\p{L}\p{N}\p{M}_@%+:,./-][\p{L}\p{N}\p{M}_@%+:,./=-]*$/u;

/**
 * The word as one argument for a POSIX shell, quoted only where it must be. A word with control characters is written
 * as `$'…'`, which bash, zsh and ksh read, because a command that is printed must not act on the terminal.
 */
export function shellQuote(word: string): string {
  if (PLAIN_WORD.test(word)) return word;
  if (word.search(UNPRINTABLE) < 0) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${word.replace(/[\\']/g, String.raw`\$&`).replace(UNPRINTABLE, byteEscapes)}'`;
}

function byteEscapes(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

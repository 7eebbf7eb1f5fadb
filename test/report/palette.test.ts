import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPalette } from '../../src/report/palette.js';

const terminal = { isTTY: true };
const pipe = {};

test('colour follows NO_COLOR, then FORCE_COLOR, then the stream', () => {
  const cases: readonly (readonly [{ isTTY?: boolean }, Record<string, string>, boolean])[] = [
    [terminal, {}, true],
    [pipe, {}, false],
    [terminal, { TERM: 'dumb' }, false],
    [terminal, { NO_COLOR: '1' }, false],
    [terminal, { NO_COLOR: '' }, true],
    [pipe, { FORCE_COLOR: '1' }, true],
    [pipe, { FORCE_COLOR: '0' }, false],
    [pipe, { FORCE_COLOR: 'false' }, false],
    [pipe, { FORCE_COLOR: '' }, false],
    [pipe, { FORCE_COLOR: '1', TERM: 'dumb' }, true],
    [pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ];
  for (const [stream, env, coloured] of cases) {
    for (const paint of Object.values(createPalette(stream, env))) {
      assert.equal(paint('x') !== 'x', coloured, JSON.stringify(env));
    }
  }
});

test('every colour is one of its own', () => {
  const painted = Object.values(createPalette(terminal, {})).map((paint) => paint('x'));
  assert.equal(new Set(painted).size, 5);
});

/** Errors of the system that Node has no name for, by the number that it gives instead. */
import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { messageOf, systemCode } from '../../src/errors.js';

/** As Node says it of a number that libuv doesn't know. */
function nameless(number: number, call: string): Error & { readonly code: string } {
  const code = `Unknown system error -${number}`;
  return Object.assign(new Error(`${code}: ${code}, ${call}`), { code, errno: -number });
}

test('a quota that is used up has its name, and words', () => {
  const error = nameless(122, "open '/a/b'");
  assert.equal(systemCode(error), 'EDQUOT');
  assert.equal(messageOf(error), "EDQUOT: disk quota exceeded, open '/a/b'");
});

test('another number keeps what Node says of it', () => {
  const error = nameless(95, 'fsync');
  assert.deepEqual([systemCode(error), messageOf(error)], [error.code, error.message]);
  const failed = (): unknown => {
    const full = openSync('/dev/full', 'w');
    try {
      return writeSync(full, 'x');
    } catch (thrown) {
      return thrown;
    } finally {
      closeSync(full);
    }
  };
  assert.equal(systemCode(failed()), 'ENOSPC');
  assert.match(messageOf(failed()), /^ENOSPC: no space left on device, write/);
});

/** What is typed, and tokens that an issuer wrote. */
import assert from 'node:assert/strict';
import { InvalidArgumentError } from 'commander';
import { accountOf } from '../../src/cli/credential.js';
import { byteCount, duration, maxRejects, names, quoteSign, sign, wholeNumber } from '../../src/cli/values.js';
import { parsePath } from '../../src/encode/mapping/field-path.js';
import { zoneOf } from '../../src/encode/mapping/zone.js';
import { BatchctlError } from '../../src/errors.js';
import { printable, printableJson, shellQuote } from '../../src/report/text.js';
import { parseFaults } from '../../src/sandbox/fault-spec.js';
import { encodingNamed } from '../../src/source/labels.js';
import type { Decoder } from './oracle.js';

const claims = Buffer.from('{"iss":"https://id.example","sub":"robot","workspace":"w"}').toString('base64url');

const READERS: readonly ((text: string) => unknown)[] = [
  wholeNumber(1),
  byteCount,
  duration,
  maxRejects,
  sign,
  quoteSign,
  names,
  parsePath,
  parseFaults,
  encodingNamed,
];

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export const FLAGS: Decoder = {
  name: 'flags and tokens',
  seeds: [
    '9.5MB',
    '30m',
    '5%',
    'a,"b,c",d',
    'a.b[].c',
    'Europe/Berlin',
    '429=7@1-3,slow=2',
    'latin1',
    '\\x1f',
    `e.${claims}.s`,
  ],
  tokens: [
    'e',
    '.',
    '..',
    '[]',
    '"',
    ',',
    '@',
    '=',
    '%',
    '\\x',
    '1e9',
    '9'.repeat(30),
    '+23:59',
    '\u001b[31m',
    '\xe2\x80\xae',
  ],
  decode: (input, chance) => {
    const text = input.toString();
    // To find out that a name is no time zone's takes longer than all the others.
    for (const read of chance.below(10) === 0 ? [...READERS, zoneOf] : READERS) {
      try {
        read(text);
      } catch (error) {
        assert.ok(error instanceof InvalidArgumentError || error instanceof BatchctlError, String(error));
      }
    }
    const account = accountOf(text);
    if (account !== null) assert.ok(Array.isArray(JSON.parse(account)));
    for (const shown of [printable(text), printableJson(JSON.stringify(text)), shellQuote(text)])
      assert.ok(!UNPRINTABLE.test(shown), 'it acts on the terminal');
    assert.equal(JSON.parse(printableJson(JSON.stringify(text))), text);
  },
};

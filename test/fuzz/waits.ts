/** How long to wait, for whatever stands in the headers that say so. */
import assert from 'node:assert/strict';
import { parseRetryAfter, retryDelay } from '../../src/target/retry.js';
import type { Decoder } from './oracle.js';

const NOW = Date.UTC(2026, 3, 21);
const DATE = 'Tue, 21 Apr 2026 15:00:00 GMT';

/** The first line is Retry-After, the second Date. */
export const WAITS: Decoder = {
  name: 'Retry-After and Date',
  seeds: ['7\n', `${DATE}\n${DATE}`, `120\n${DATE}`, `Tue, 21 Apr 2026 15:00:30 GMT\n`, `\n${DATE}`],
  tokens: ['99999999999999999999', '-5', '1.5', '0x10', '1e3', ' ', ', ', 'Foo', '99', 'GMT', 'Mon', '31 Feb', '0000'],
  decode: (input, chance) => {
    const [retryAfter, date] = input.toString('latin1').split('\n');
    const asked = parseRetryAfter(retryAfter, date, NOW);
    assert.ok(asked === undefined || (Number.isFinite(asked) && asked >= 0), `asked for ${asked} ms`);
    const random = chance.below(1001) / 1000;
    const delay = retryDelay({ failures: 1 + chance.below(2000), retryAfter, date, now: NOW, random });
    if ('until' in delay) assert.ok(delay.until.getTime() > NOW, String(delay.until));
    else assert.ok(delay.ms >= Math.max(250, asked ?? 0) && delay.ms <= 15 * 60_000 + 250, `${delay.ms} ms`);
  },
};

import { passesTheContract } from './suite.js';

passesTheContract({
  target: 'papr',
  credential: 'PAPR_MEMORY_API_KEY',
  path: '',
  flags: ['--user', 'customer_1'],
  source: (rows, bad) => {
    const lines = Array.from({ length: rows }, (_, index) => index + 1);
    return `content\n${lines.map((row) => `${bad.length === 1 && bad.includes(row) ? '""' : `Note ${row} of many`}\n`).join('')}`;
  },
  // The first of each request.
  refused: { fault: 'item-error=0', rows: [1, 7, 13, 19] },
  applied: "select content from memories where external_user_id = 'customer_1'",
  row: /^Note (\d+)/,
  most: 50,
  later: 'processing',
  dedupes: false,
  refusesWhole: true,
});

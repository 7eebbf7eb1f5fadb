import { passesTheContract } from './suite.js';

passesTheContract({
  target: 'experiture',
  credential: 'EXPERITURE_API_KEY',
  path: '/public/v1',
  flags: ['--object', 'rows'],
  source: (rows, bad) => {
    const lines = Array.from({ length: rows }, (_, index) => index + 1);
    return `id,email\n${lines.map((row) => `${row},${bad.includes(row) ? 'nobody' : `u${row}@example.com`}\n`).join('')}`;
  },
  applied: 'select record from records',
  row: /"id":"(\d+)"/,
  most: 10_000,
  later: 'job-slow=1',
  dedupes: true,
  refusesWhole: true,
});

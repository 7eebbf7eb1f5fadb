import { passesTheContract } from './suite.js';

const APIS = [
  { target: 'openai', credential: 'OPENAI_API_KEY', path: '/openai/v1' },
  { target: 'llama-stack', credential: 'LLAMA_STACK_API_KEY', path: '/v1' },
];

for (const api of APIS)
  passesTheContract({
    ...api,
    flags: ['--model', 'm1'],
    source: (rows, bad) => {
      const lines = Array.from({ length: rows }, (_, index) => index + 1);
      return `prompt\n${lines.map((row) => `Say ${row} in ${bad.includes(row) ? 'FAIL' : 'French'}\n`).join('')}`;
    },
    applied: 'select content from batches join file_pieces on file_id = output_file_id',
    row: /"custom_id":"row-(\d+)"/,
    most: 50_000,
    later: 'batch-slow=1',
    dedupes: true,
    refusesWhole: false,
  });

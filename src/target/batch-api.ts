/** What the targets that make batches of uploaded files have in common. */
import { readFailure, settleBatch, uploadTimeoutMs } from './batch-calls.js';
import { REQUEST_FLAGS, requestShaping } from './batch-request.js';
import { batchFiles } from './batch-results.js';
import type { Target } from './target.js';

type Own = 'name' | 'title' | 'baseUrl' | 'credential' | 'headers' | 'sandbox' | 'send';

export const batchApi: Omit<Target, Own> = {
  operations: ['batch'],
  object: { flag: 'endpoint', what: 'what the rows become requests to', usual: '/v1/chat/completions' },
  flags: REQUEST_FLAGS,
  shaping: requestShaping,
  // OpenAI takes 200 MB, llama-stack 100 MiB: the same file is to fit everywhere.
  limits: { maxRows: 50_000, maxBytes: 104_857_600 },
  usual: { maxRows: 50_000, maxBytes: 20_971_520 },
  dedupe: { by: 'chunk', windowMs: Infinity },
  keyForm: 'hex',
  files: batchFiles,
  timeoutMs: uploadTimeoutMs,
  readFailure: (response) => readFailure(response),
  envelope: () => ({ head: '', separator: '\n', tail: '\n' }),
  settle: async (exchange, _scope, { id }) => await settleBatch(exchange, id),
};

/** Answers as services give them: a status line, headers, an empty line and the body. Several follow each other behind `NEXT`. */

export const NEXT = '\n=====\n';

const JSON_TYPE = 'content-type: application/json; charset=utf-8';

function answer(status: number, body: unknown, ...headers: readonly string[]): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [status, JSON_TYPE, ...headers, '', text].join('\n');
}

/** Of no API in particular. */
const COMMON = [
  answer(429, '{}', 'retry-after: 7', 'date: Tue, 21 Apr 2026 15:00:00 GMT'),
  answer(503, 'try later', 'retry-after: Tue, 21 Apr 2026 15:00:30 GMT', 'date: Tue, 21 Apr 2026 15:00:00 GMT'),
  answer(307, '', 'location: https://elsewhere.example/'),
  answer(200, '<!doctype html><title>Sign in</title>', 'x-request-id: r1'),
  answer(502, ''),
];

function job(state: string, metrics: object, rest: object = {}): string {
  return answer(200, { success: true, data: { state, metrics, ...rest } });
}

const EXPERITURE = [
  answer(
    202,
    {
      success: true,
      data: {
        operation: 'upsert-batch',
        objectName: 'people',
        jobId: 'rjob_1',
        state: 'queued',
        acceptedRecords: 3,
        statusPath: '/records/people/jobs/rjob_1',
      },
    },
    'x-correlation-id: c1',
  ),
  answer(200, {
    success: true,
    data: { accepted: true, acceptedRecords: 3, metrics: { validRows: 3, invalidRows: 0 } },
  }),
  answer(200, {
    success: true,
    data: { acceptedRecords: 2, errors: [{ index: 1, code: 'EMAIL', message: 'not an address' }] },
  }),
  answer(422, {
    success: false,
    correlationId: 'c2',
    error: {
      code: 'CDP_ETL.VALIDATION.REQUEST_SCHEMA',
      message: 'records[2].email: not an address',
      details: { path: 'records[2].email' },
    },
  }),
  answer(401, { success: false, error: { code: 'CDP_ETL.AUTH.TOKEN_EXPIRED', message: 'expired' } }),
  answer(409, { success: false, error: { code: 'CDP_ETL.IDEMPOTENCY.KEY_REUSED', message: 'another body' } }),
  job('running', {}),
  job('completed', { validRows: 2, invalidRows: 1 }, { errors: [{ index: 0, code: 'X', message: 'no' }] }),
  job('failed', { committedRows: 0 }, { error: { code: 'BROKEN', message: 'no room' } }),
];

const MEMORY = { code: 200, status: 'success', data: [{ memoryId: 'm1' }], error: null, details: null };

const PAPR = [
  '200\ncontent-type: application/json\n\n{"code":401.54,"error":"no memories found"}',
  answer(207, {
    code: 207,
    status: 'partial',
    error: null,
    details: null,
    batch_id: null,
    successful: [MEMORY, MEMORY],
    errors: [{ index: 1, error: 'no content', code: 400, status: null }],
    total_processed: 3,
    total_successful: 2,
    total_failed: 1,
  }),
  answer(200, {
    status: 'success',
    successful: [],
    errors: [],
    total_processed: 0,
    details: { status: 'processing', batch_id: 'b1' },
  }),
  answer(200, { code: 200, successful: [MEMORY, { code: 500, status: 'error', error: 'no' }, MEMORY], errors: [] }),
  answer(413, { code: 413, error: 'too large', errors: [{ index: -1, error: 'too large' }], successful: [] }),
  answer(422, { detail: [{ loc: ['body', 'memories', 1, 'content'], msg: 'not a string', type: 'string_type' }] }),
  answer(200, { status: 'completed', total_successful: 2, total_failed: 1, errors: [{ index: 2, error: 'no' }] }),
  answer(200, { status: 'failed', total_successful: 0, error: 'the worker ended' }),
  answer(200, { code: 404, error: 'no memories found', errors: [] }),
  answer(200, {
    code: 200,
    status: 'partial',
    total_processed: 3,
    total_successful: 2,
    total_failed: 1,
    errors: [{ memory_id: 'm3', error: 'failed to delete memory m3: locked' }],
  }),
];

const BATCH = {
  id: 'batch_1',
  object: 'batch',
  status: 'in_progress',
  created_at: 1_767_323_045,
  metadata: { batchctl_key: 'key-1' },
  output_file_id: 'file-o',
  error_file_id: 'file-e',
};

function failed(...data: readonly object[]): string {
  return answer(200, { ...BATCH, status: 'failed', errors: { object: 'list', data } });
}

const BATCHES = [
  answer(200, { id: 'file-1', object: 'file', bytes: 10, purpose: 'batch' }, 'x-request-id: r2'),
  answer(200, BATCH),
  answer(200, { ...BATCH, status: 'completed' }),
  answer(200, { ...BATCH, status: 'expired', error_file_id: null }),
  failed({ code: 'invalid_json_line', message: 'no JSON', line: 2 }, { code: 'x', message: 'y', line: 3 }),
  failed({ code: 'token_limit_exceeded', message: 'too much is queued', line: null }),
  answer(200, { object: 'list', data: [BATCH], has_more: true, last_id: 'batch_1' }),
  answer(404, { error: { message: 'no such batch', type: 'invalid_request_error', code: null } }),
  answer(400, { error: { detail: { errors: [{ loc: ['body'], msg: 'a key is missing' }] } } }),
  answer(409, { error: { detail: 'the key belongs to another batch' } }),
];
BATCHES.push(`${BATCHES[6]}${NEXT}${BATCHES[0]}`, `${BATCHES[7]}${NEXT}${BATCHES[0]}`);

export const SEEDS = {
  experiture: [...EXPERITURE, ...COMMON],
  papr: [...PAPR, ...COMMON],
  openai: [...BATCHES, ...COMMON],
  'llama-stack': [...BATCHES, ...COMMON],
};

export const TOKENS = [
  NEXT,
  '\n\n',
  'retry-after: 99999999999999999999\n',
  'retry-after-ms: 999999999999999\n',
  'x-should-retry: false\n',
  'idempotent-replayed: true\n',
  'retry-after: Mon, 99 Foo 2026 99:99:99 GMT\n',
  'date: Sun, 00 Zzz 0000 00:00:00 GMT\n',
  'x-correlation-id: \u001b]0;x\u0007\n',
  '"code":401,',
  '"success":false,',
  '"status":"completed",',
  '"has_more":true,',
  'records[99999999999999999999].x',
  'records[2].',
  'no memories',
];

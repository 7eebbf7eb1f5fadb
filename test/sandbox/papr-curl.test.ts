/** The commands and the Python samples of the vendor's guide: the requests that it shows, with another host and key. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { API_KEY } from '../support/canary.js';
import { withSandbox } from './client.js';
import { MEMORIES } from './papr-client.js';

const run = promisify(execFile);

/** Where a program is missing, the test says so. */
function isMissing(t: TestContext, program: string): boolean {
  const missing = spawnSync(program, ['--version']).error !== undefined;
  if (missing) t.skip(`${program} is not installed`);
  return missing;
}

const HEADERS = `-H "X-API-Key: YOUR_API_KEY" -H "Content-Type: application/json" -H "X-Client-Type: curl"`;
const POST = `curl -X POST https://memory.papr.ai/v1/memory/batch ${HEADERS} -d`;

/** As they are typed into a shell, with the memories' texts in other words. */
const COMMANDS = {
  three: `${POST} '{
    "memories": [
      {"content": "alpha", "type": "text", "metadata": {"topics": ["x", "y"], "hierarchical_structures": "X/Y"}},
      {"content": "beta", "type": "text", "metadata": {"topics": ["x", "z"], "hierarchical_structures": "X/Z"}},
      {"content": "gamma", "type": "text", "metadata": {"topics": ["y", "z"], "hierarchical_structures": "Y/Z"}}
    ],
    "batch_size": 10
  }'`,
  user: `${POST} '{
    "external_user_id": "customer_123456",
    "memories": [{"content": "delta", "type": "text", "metadata": {"topics": ["x"], "hierarchical_structures": "X"}}]
  }'`,
  webhook: `${POST} '{
    "memories": [
      {"content": "epsilon", "type": "text", "metadata": {"topics": ["x"]}},
      {"content": "zeta", "type": "text", "metadata": {"topics": ["y"]}}
    ],
    "batch_size": 10,
    "webhook_url": "https://your-server.com/webhooks/papr-batch-complete"
  }'`,
  deleteUser: `curl -X DELETE "https://memory.papr.ai/v1/memory/all?external_user_id=customer_123456" \\
    -H "X-API-Key: YOUR_API_KEY" -H "X-Client-Type: curl"`,
  deleteAll: `curl -X DELETE "https://memory.papr.ai/v1/memory/all" -H "X-API-Key: YOUR_API_KEY" -H "X-Client-Type: curl"`,
};

test("the guide's commands do what it says, with host and key replaced", { timeout: 30_000 }, async (t) => {
  if (isMissing(t, 'curl')) return;
  const rows = await withSandbox(
    async (url) => {
      const shell = async (command: string): Promise<readonly unknown[]> => {
        const here = command.replace('https://memory.papr.ai', url).replace('YOUR_API_KEY', API_KEY);
        const { stdout } = await run('sh', ['-c', here], { env: { ...process.env, no_proxy: '*' } });
        const { status, total_successful: successful, total_failed: failed } = JSON.parse(stdout);
        return [status, successful, failed];
      };
      assert.deepEqual(await shell(COMMANDS.three), ['success', 3, 0]);
      assert.deepEqual(await shell(COMMANDS.user), ['success', 1, 0]);
      assert.deepEqual(await shell(COMMANDS.deleteUser), ['success', 1, 0]);
      assert.deepEqual(await shell(COMMANDS.webhook), ['success', 2, 0]);
      assert.deepEqual(await shell(COMMANDS.deleteAll), ['success', 5, 0]);
      await shell(COMMANDS.user);
    },
    { sql: MEMORIES },
  );
  assert.deepEqual(
    rows.map(({ content, external_user_id: user }) => [content, user]),
    [['delta', 'customer_123456']],
  );
});

test(
  "the guide's ways in Python: retry what failed, a key in the metadata, a delete that asks",
  { timeout: 30_000 },
  async (t) => {
    if (isMissing(t, 'python3')) return;
    const file = fileURLToPath(new URL('papr-samples.py', import.meta.url));
    const rows = await withSandbox(
      async (url) => {
        const { stdout } = await run('python3', [file, url], { env: { ...process.env, no_proxy: '*' } });
        assert.deepEqual(JSON.parse(stdout), {
          failed: [[1, 'Memory content cannot be empty']],
          retried: [1, 0],
          keyed: [2, 0],
          refused: null,
          deleted: ['success', 2, 2, 0],
          left: 'error',
        });
      },
      { sql: MEMORIES },
    );
    assert.deepEqual(
      rows.map(({ content }) => content),
      ['first', 'last', 'mended'],
    );
  },
);

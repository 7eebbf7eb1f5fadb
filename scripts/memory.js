// Peak memory of an import, by the number of rows and the size of requests: it must not grow with the file.
// Prints a table; exits 1 where not every row arrived. ROWS=10000,100000,1000000 by default. Below some hundred thousand rows a run ends
// before its heap has its usual size, and before all of its slots ever held a full request.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BINARY, runMeasured } from './run-measured.js';

const directory = mkdtempSync(join(tmpdir(), 'batchctl-memory-'));
const sizes = (process.env.ROWS ?? '10000,100000,1000000').split(',').map(Number);
const SETTINGS = {
  'usual requests': [],
  'requests of 10,000 rows': ['--batch-size', '10000'],
  'requests of 9.5 MB': ['--batch-size', '10000', '--max-bytes', '9.5MB'],
};

/** Rows of about 150 bytes, or of 1,400 where requests are to be full. */
async function generate(name, rows, filler) {
  const file = createWriteStream(join(directory, name));
  file.write('id,email,first_name,last_name,city,plan,notes\n');
  for (let row = 1; row <= rows; row++) {
    const line = `${row},user${row}@example.com,Anna,"Müller, née Åkesson",São Paulo,pro,"Prefers ""mail"" ${'x'.repeat(filler)}"\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

async function measure(file, args, url) {
  const env = { ...process.env, EXPERITURE_API_KEY: 'none', EXPERITURE_BASE_URL: url };
  const to = ['-t', 'experiture', '--object', 'people', '--new-run', ...args];
  const { peak, exitCode, rows, seconds } = await runMeasured([file, ...to], { cwd: directory, env });
  return { peak, exitCode, accepted: rows.accepted, seconds };
}

async function startServer() {
  const server = spawn(process.execPath, [BINARY, 'sandbox', '--port', '0', '--db', 'service.db'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  while (!said.includes('listens on')) said += String((await once(server.stderr, 'data'))[0]);
  return { server, url: `${/http:\S+/.exec(said)[0]}/public/v1` };
}

const { server, url } = await startServer();
const results = [];
for (const [setting, args] of Object.entries(SETTINGS)) {
  const isFull = setting.endsWith('MB');
  for (const rows of sizes.filter((rows) => !isFull || rows <= 300_000)) {
    const file = `${isFull ? 'wide' : 'rows'}-${rows}.csv`;
    await generate(file, rows, isFull ? 1_250 : 20);
    const result = { setting, rows, ...(await measure(file, args, url)) };
    results.push(result);
    console.log(
      `${setting.padEnd(24)} ${String(rows).padStart(9)} rows  peak ${result.peak} MB  ${result.seconds} s  exit ${result.exitCode}`,
    );
    rmSync(join(directory, file));
  }
}
server.kill();
await once(server, 'close');
rmSync(directory, { recursive: true });
for (const setting of Object.keys(SETTINGS)) {
  const peaks = results.filter((result) => result.setting === setting).map(({ peak }) => peak);
  if (peaks.length < 2) continue;
  const growth = Math.max(...peaks) / Math.min(...peaks) - 1;
  console.log(`${setting}: from ${Math.min(...peaks)} to ${Math.max(...peaks)} MB, ${Math.round(growth * 100)} %`);
}
if (results.some(({ exitCode, rows, accepted }) => exitCode !== 0 || accepted !== rows)) process.exitCode = 1;

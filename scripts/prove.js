// Runs what takes longer than tests may: node scripts/prove.js gate|proof [PART-OF-A-NAME…]
// "gate" takes two hours or more on two cores, "proof" many. SEED makes all of them do the same again. What was seen ends as a table for test/PROOF.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PROOFS } from './proofs.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const [stage, ...words] = process.argv.slice(2);
if (stage !== 'gate' && stage !== 'proof') throw new Error('node scripts/prove.js gate|proof [PART-OF-A-NAME…]');
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));

/** What a proof printed at its end, and whether it holds. */
function run({ file, env = {}, ...counts }) {
  const given = { ...process.env, COUNT: String(counts[stage]), SEED: String(seed), ...env };
  const began = Date.now();
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', `test/proof/${file}.ts`], {
    cwd: root,
    env: given,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  return { said: stdout.trim(), minutes, holds: status === 0 };
}

const rows = [];
for (const proof of PROOFS) {
  if (proof[stage] === undefined || (words.length > 0 && !words.some((word) => proof.name.includes(word)))) continue;
  process.stderr.write(`\n${proof.name}\n`);
  const { said, minutes, holds } = run(proof);
  process.stdout.write(`${holds ? '✔' : '✖'} ${said} (${minutes} min)\n`);
  rows.push(`| ${proof.figure} | ${holds ? '' : '**fails** '}${said.split('\n').at(-1) ?? ''} | ${minutes} |`);
  if (!holds) process.exitCode = 1;
}
process.stdout.write(`\n| figure | seen | min |\n|---|---|---|\n${rows.join('\n')}\n`);
if (rows.length === 0) process.exitCode = 1;

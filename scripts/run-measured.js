// Runs the built program for the proofs that look at its memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const BINARY = fileURLToPath(new URL('../bin/batchctl.js', import.meta.url));

/** Answers with the document of --json and the most memory that the process had, in MB. */
export async function runMeasured(args, options) {
  const command = [BINARY, 'import', ...args, '--json', '--progress', 'none'];
  const child = spawn(process.execPath, command, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(child))), 20);
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  await once(child, 'close');
  clearInterval(timer);
  return { ...JSON.parse(text), peak: Math.round(peak) };
}

function peakOf({ pid }) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

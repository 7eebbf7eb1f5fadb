/** From a process to a command and back: the real clocks, streams and signals, and the only place that turns an error into an exit code. */
import { closeSync, readFileSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { isatty } from 'node:tty';
import { setTimeout as delay } from 'node:timers/promises';
import { tellFailure } from './cli/failure.js';
import { readLine } from './cli/read-line.js';
import { runCommand } from './cli/program.js';
import { bytesOfStream } from './cli/stdin-bytes.js';
import type { Surroundings } from './cli/surroundings.js';
import { BatchctlError, EXIT, messageOf, systemCode, type ExitCode } from './errors.js';
import type { Tools } from './import/tools.js';
import { packageFile } from './package-file.js';
import { restoreTerminal } from './report/terminal.js';
import { printable } from './report/text.js';

/** When open requests are given up, and when everything is, after the system asked for an end: schedulers kill after ten seconds. */
const PATIENCE_MS = 7_000;
const GRACE_MS = 8_000;
/** How long a reading of the system's counter of seconds serves. */
const FRESH_SECONDS = 1;
/** Some 1,400 chunks of a journal: reading their entries takes some hundredths of a second. */
const CHECKPOINT_BYTES = 1_048_576;

/** Runs the command that the process was started with. */
export async function start(): Promise<void> {
  const ending = new AbortController();
  const aborting = new AbortController();
  listenForSignals(ending, aborting);
  guardOutput();
  // Should everything come to rest before the command has an end, nobody may take that for success.
  process.exitCode = EXIT.bug;
  process.exitCode = await main({
    args: process.argv.slice(2),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    // Most commands read nothing, and opening it has effects of its own.
    stdin: { isTTY: isatty(0), readLine: async (signal) => await readLine(process.stdin, signal) },
    tools: realTools(ending.signal, aborting.signal),
  });
}

/** Runs one command and answers with its exit code; never throws. */
export async function main(given: Surroundings): Promise<ExitCode> {
  try {
    return await runCommand(given);
  } catch (error) {
    const failure = error instanceof BatchctlError ? error : bug(error);
    tellFailure(given, failure);
    if (given.args.includes('--json')) {
      const [{ jsonDocument }, { failureReport }] = await Promise.all([
        import('./report/json.js'),
        import('./report/failure.js'),
      ]);
      given.stdout.write(jsonDocument([], failure.exit, 0, failureReport(failure)));
    }
    if (failure.exit === EXIT.bug && given.env['BATCHCTL_DEBUG'] && error instanceof Error)
      given.stderr.write(`${(error.stack ?? '').split('\n').map(printable).join('\n')}\n`);
    return failure.exit;
  }
}

/** The real ones. */
export function realTools(stop: AbortSignal, abort: AbortSignal): Tools {
  return {
    version: packageVersion(),
    pid: process.pid,
    clock: { now: () => Date.now(), uptime: uptimeClock(), bootId: bootId() },
    random: () => Math.random(),
    token: () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex'),
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    every: (ms, task) => {
      const timer = setInterval(task, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    disk: {
      checkpointBytes: CHECKPOINT_BYTES,
      // Into the system's memory: that takes no time worth waiting for. What takes time is the way to the disk.
      write: async (file, bytes) => writeAll(file.fd, bytes),
      sync: async (file) => await file.datasync(),
    },
    stdin: () => bytesOfStream(() => process.stdin),
    stop,
    abort,
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function listenForSignals(ending: AbortController, aborting: AbortController): void {
  process.on('SIGINT', () => {
    if (ending.signal.aborted) leaveAtOnce(EXIT.interrupted);
    process.stderr.write('\nbatchctl: stopping: waiting for open requests (Ctrl-C again: leave at once)\n');
    ending.abort(EXIT.interrupted);
  });
  const end = (exit: ExitCode) => {
    ending.abort(exit);
    setTimeout(() => aborting.abort(), PATIENCE_MS).unref();
    setTimeout(() => leaveAtOnce(exit), GRACE_MS).unref();
  };
  process.on('SIGTERM', () => end(EXIT.terminated));
  const terminals = [0, 1, 2].filter((stream) => isatty(stream));
  process.on('SIGHUP', () => {
    process.once('exit', () => terminals.forEach(letGo));
    end(EXIT.hangup);
  });
  process.on('SIGTSTP', stopForNow);
}

/** Ctrl-Z: the shell gets its terminal as it was. */
function stopForNow(): void {
  if (process.stderr.isTTY) process.stderr.write(restoreTerminal);
  // Without a listener the system does what it would have done: it stops the process, unless nobody is there to continue it.
  process.off('SIGTSTP', stopForNow);
  process.kill(process.pid, 'SIGTSTP');
  process.on('SIGTSTP', stopForNow);
}

/** At its end Node sets each terminal back, and aborts where there is none any more. */
function letGo(terminal: number): void {
  try {
    closeSync(terminal);
  } catch {
    // Somebody closed it before.
  }
}

/** Everything that matters is on disk already. */
function leaveAtOnce(exit: ExitCode): never {
  if (process.stderr.isTTY) process.stderr.write(restoreTerminal);
  // The one place where open requests must not be waited for.
  process.exit(exit);
}

/** Whoever reads may leave early, and the import goes on. A result that can't be written down is another matter. */
function guardOutput(): void {
  let failure: Error | undefined;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: Error) => {
      if (!['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(systemCode(error) ?? '')) failure = error;
    });
  }
  process.on('exit', () => {
    if (failure === undefined) return;
    process.stderr.write(`batchctl: the result can't be written: ${failure.message}; the import is not affected\n`);
    process.exitCode = EXIT.state;
  });
}

function bug(error: unknown): BatchctlError {
  if (['EMFILE', 'ENFILE'].includes(systemCode(error) ?? '')) {
    const hint = 'raise the limit (ulimit -n), or end what holds so many, then run the same command again';
    return new BatchctlError(EXIT.unavailable, 'too_many_files', messageOf(error), { cause: error, hint });
  }
  const hint = 'this is a fault in batchctl; running the same command again is safe (BATCHCTL_DEBUG=1 shows where)';
  return new BatchctlError(EXIT.bug, 'bug', messageOf(error), { cause: error, hint });
}

function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  return version;
}

/**
 * Seconds since the machine started, its sleep included; never less than before. Asking the system takes longer than what is measured
 * here, so that is done once a second, which is all the time that a sleep can go unnoticed for.
 */
function uptimeClock(): () => number {
  let read = -Infinity;
  let slept = -Infinity;
  return () => {
    const [seconds, nanoseconds] = process.hrtime();
    const awake = seconds + nanoseconds / 1e9;
    if (awake - read > FRESH_SECONDS) {
      read = awake;
      slept = Math.max(slept, uptime() - awake);
    }
    return awake + slept;
  };
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}

/** The command line: which commands there are, and what becomes of words that are none. Each command's work is loaded when it runs. */
import { Command, CommanderError } from 'commander';
import { BatchctlError, EXIT, type ExitCode } from '../errors.js';
import { defineDeleteAll } from './delete-all.js';
import { defineImport } from './import.js';
import { defineInspect } from './inspect.js';
import { defineListen } from './listen.js';
import { defineRetry } from './retry.js';
import { defineSandbox } from './sandbox.js';
import { defineStatus } from './status.js';
import type { Surroundings } from './surroundings.js';

/** Runs the command that was typed, to its exit code. Throws a BatchctlError where it can't be run. */
export async function runCommand(given: Surroundings): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const program = createProgram(given);
  defineImport(program, async (files, flags) => {
    exit = await (await import('./import-run.js')).importFiles(files, flags, given);
  });
  defineInspect(program, async (file, flags) => {
    exit = await (await import('./inspect-run.js')).inspectFile(file, flags, given);
  });
  defineRetry(program, async (file, flags) => {
    exit = await (await import('./retry-run.js')).retryRejects(file, flags, given);
  });
  defineStatus(program, async (name, flags) => {
    exit = await (await import('./status-run.js')).showStatus(name, flags, given);
  });
  defineDeleteAll(program, async (flags) => {
    exit = await (await import('./delete-all-run.js')).runDeleteAll(flags, given);
  });
  defineListen(program, async (flags) => {
    exit = await (await import('./listen-run.js')).listen(flags, given);
  });
  defineSandbox(program, async (flags) => {
    exit = await (await import('./sandbox-run.js')).runSandbox(flags, given);
  });
  try {
    await program.parseAsync([...given.args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw misuse(error);
  }
  return exit;
}

function createProgram({ stdout, tools }: Surroundings): Command {
  return new Command('batchctl')
    .description(
      'Moves the rows of CSV and NDJSON files into batch APIs, each exactly once, and goes on after a crash.',
    )
    .version(tools.version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => undefined });
}

/** Commander's own words for a misuse, without its prefix; what it thinks was meant goes into the hint. */
function misuse(error: CommanderError): BatchctlError {
  const [said = '', guess] = error.message.replace(/^error: /, '').split('\n');
  const message = error.code === 'commander.help' ? 'no command was named' : said;
  const meant = guess === undefined ? '' : `${guess.replace(/^\(D/, 'd').replace(/\)$/, '')} `;
  return new BatchctlError(EXIT.usage, error.code.replace('commander.', 'usage_'), message, {
    hint: `${meant}see: batchctl --help`,
  });
}

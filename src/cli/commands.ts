/** Which commands there are. Their flags and their work are loaded when one of them is typed. */
import type { Command } from 'commander';
import type { ExitCode } from '../errors.js';
import type { Surroundings } from './surroundings.js';

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, and what that is. */
  readonly argument?: readonly [name: string, what: string];
  /** Adds flags, help, and what the command does, which ends by telling its exit code. */
  complete(command: Command, given: Surroundings, end: (exit: ExitCode) => void): Promise<void>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'import',
    summary: 'send the rows of CSV or NDJSON files to a batch API, each exactly once',
    argument: ['<file...>', 'CSV or NDJSON files; each is an import of its own'],
    async complete(command, given, end) {
      const { defineImport } = await import('./import.js');
      defineImport(command, async (files, flags) => {
        end(await (await import('./import-run.js')).importFiles(files, flags, given));
      });
    },
  },
  {
    name: 'inspect',
    summary: 'show what a file holds, and what an import would send of it; sends nothing',
    argument: ['<file>', 'a CSV or NDJSON file'],
    async complete(command, given, end) {
      const { defineInspect } = await import('./inspect.js');
      defineInspect(command, async (file, flags) => {
        end(await (await import('./inspect-run.js')).inspectFile(file, flags, given));
      });
    },
  },
  {
    name: 'retry',
    summary: 'import a rejects file once it is fixed, as the import that wrote it was told to',
    argument: ['<file>', 'a rejects file, such as customers.rejects.csv'],
    async complete(command, given, end) {
      const { defineRetry } = await import('./retry.js');
      defineRetry(command, async (file, flags) => {
        end(await (await import('./retry-run.js')).retryRejects(file, flags, given));
      });
    },
  },
  {
    name: 'status',
    summary: 'what became of imports, by what was written down; sends nothing',
    argument: ['[file|run]', 'a file as it was imported, or the eight digits of a run; default: all'],
    async complete(command, given, end) {
      const { defineStatus } = await import('./status.js');
      defineStatus(command, async (name, flags) => {
        end(await (await import('./status-run.js')).showStatus(name, flags, given));
      });
    },
  },
  {
    name: 'resolve',
    summary: 'show what is in doubt, and say what became of it; sends nothing',
    argument: ['<file|run>', 'a file as it was imported, or the eight digits of a run'],
    async complete(command, given, end) {
      const { defineResolve } = await import('./resolve.js');
      defineResolve(command, async (name, flags) => {
        end(await (await import('./resolve-run.js')).resolveDoubts(name, flags, given));
      });
    },
  },
  {
    name: 'delete-all',
    summary: 'delete everything that a service holds of a user',
    async complete(command, given, end) {
      const { defineDeleteAll } = await import('./delete-all.js');
      defineDeleteAll(command, async (flags) => {
        end(await (await import('./delete-all-run.js')).runDeleteAll(flags, given));
      });
    },
  },
  {
    name: 'listen',
    summary: 'receive the calls that a service makes when it has finished a request',
    async complete(command, given, end) {
      const { defineListen } = await import('./listen.js');
      defineListen(command, async (flags) => {
        end(await (await import('./listen-run.js')).listen(flags, given));
      });
    },
  },
  {
    name: 'sandbox',
    summary: 'the built-in server, in the foreground',
    async complete(command, given, end) {
      const { defineSandbox } = await import('./sandbox.js');
      defineSandbox(command, async (flags) => {
        end(await (await import('./sandbox-run.js')).runSandbox(flags, given));
      });
    },
  },
];

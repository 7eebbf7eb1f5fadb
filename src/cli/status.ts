/** `batchctl status`: what is known of imports, without asking any service. */
import type { Command } from 'commander';
import { jsonOption, stateDirOption } from './shared-options.js';

export interface StatusFlags {
  readonly stateDir: string;
  readonly json?: boolean;
}

export type RunStatus = (name: string | undefined, flags: StatusFlags) => Promise<void>;

/** Adds the command; `run` is what it does. */
export function defineStatus(program: Command, run: RunStatus): void {
  program
    .command('status')
    .summary('what became of imports, by what was written down; sends nothing')
    .description(
      'Tells what became of imports, by their journals alone; sends nothing. It exits as the import stands: 0 all accepted, ' +
        '3 some rejected, 6 some in doubt, 11 not finished: the same import command goes on.',
    )
    .argument('[file|run]', 'a file as it was imported, or the eight digits of a run; default: all')
    .addOption(stateDirOption())
    .addOption(jsonOption())
    .action((name: string | undefined, flags: StatusFlags) => run(name, flags));
}

/** `batchctl status`: what is known of imports, without asking any service. */
import type { Command } from 'commander';
import { jsonOption, stateDirOption } from './shared-options.js';

export interface StatusFlags {
  readonly stateDir: string;
  readonly json?: boolean;
}

export type RunStatus = (name: string | undefined, flags: StatusFlags) => Promise<void>;

/** Adds what it can be told; `run` is what it does. */
export function defineStatus(command: Command, run: RunStatus): void {
  command
    .description(
      'Tells what became of imports, by their journals alone; sends nothing. It exits as the import stands: 0 all accepted, ' +
        '3 some rejected, 6 some in doubt, 11 not finished: the same import command goes on.',
    )
    .addOption(stateDirOption())
    .addOption(jsonOption())
    .action((name: string | undefined, flags: StatusFlags) => run(name, flags));
}

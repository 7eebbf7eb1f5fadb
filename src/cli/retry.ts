/** `batchctl retry`: its flags, and nothing that takes time to load. */
import type { Command } from 'commander';
import { importOptions } from './import-options.js';
import type { ImportFlags } from './import.js';
import { apiKeyFileOption, cacertOption } from './shared-options.js';

/** Everything that says what is imported, and where to, is what it was in the import that wrote the file. */
export type RunRetry = (file: string, flags: ImportFlags) => Promise<void>;

const GROUPS = new Set(['How:', 'Going on:', 'Output:']);
/** Not where the rows are a file's, and not again what the import said. */
const WITHOUT = new Set(['--flush-age', '--webhook-url', '--webhook-secret-file']);

/** Adds what it can be told; `run` is what it does. */
export function defineRetry(command: Command, run: RunRetry): void {
  command
    .description(
      'Imports a rejects file that somebody has fixed: with the target, the object, the mapping and the other settings of the ' +
        'import that wrote it, as the journal has them.',
    )
    .addOption(apiKeyFileOption())
    .addOption(cacertOption())
    .action((file: string, flags: ImportFlags) => run(file, flags));
  for (const [group, options] of Object.entries(importOptions())) {
    if (!GROUPS.has(group)) continue;
    command.optionsGroup(group);
    for (const option of options) if (!WITHOUT.has(option.long ?? '')) command.addOption(option);
  }
}

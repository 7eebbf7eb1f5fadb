/** `batchctl inspect`: its flags, and nothing that takes time to load. */
import { Option, type Command } from 'commander';
import { importOptions } from './import-options.js';
import type { ImportFlags } from './import.js';
import { jsonOption } from './shared-options.js';

/** The flags as typed: those of import that say how to read, what to make of it and where it would go, and its own. */
export interface InspectFlags extends Partial<ImportFlags> {
  readonly json?: boolean;
  readonly save?: string;
  readonly force?: boolean;
}

/** Of these headings of import only some flags mean something to a look; of all others everything does. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  'Where to:': ['--target', '--sandbox', '--object', '--endpoint', '--user', '--operation', '--match-key'],
  'How:': ['--batch-size', '--max-bytes'],
  'Going on:': ['--import-id'],
  'Output:': [],
};

const EXAMPLES = `
Examples:
  batchctl inspect customers.csv
  batchctl inspect customers.csv -t experiture --object profiles --match-key email
  batchctl inspect customers.csv --save customers.mapping.json
  batchctl import customers.csv --mapping customers.mapping.json

Exit codes: 0 also with warnings and rejected rows · 2 usage · 4 it can't be read`;

export type RunInspect = (file: string, flags: InspectFlags) => Promise<void>;

/** Adds what it can be told; `run` is what it does. */
export function defineInspect(command: Command, run: RunInspect): void {
  command
    .description(
      'Shows how a file is written, what its columns hold, what would be lost or refused, and the first items as the API would get them. ' +
        'Nothing is sent, no credential is needed. Of a large file the first 16 MiB are looked at.',
    )
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: InspectFlags) => run(file, flags));
  for (const [group, options] of Object.entries(importOptions())) {
    const kept = KEPT[group];
    const wanted = options.filter(({ long }) => kept === undefined || kept.includes(long ?? ''));
    if (wanted.length > 0) command.optionsGroup(group);
    for (const option of wanted) command.addOption(option);
  }
  command.optionsGroup('Output:');
  for (const option of output()) command.addOption(option);
}

function output(): Option[] {
  return [
    new Option('--save <path>', 'write what was found as a mapping file, for import --mapping'),
    new Option('--force', 'write over a file that is there'),
    jsonOption(),
  ];
}

/** `batchctl import`: its flags, and nothing that takes time to load. */
import type { Command } from 'commander';
import type { MaxRejects } from '../import/plan.js';
import { importOptions } from './import-options.js';

/** The flags as typed; those of single targets under their names. */
export interface ImportFlags extends Readonly<Record<string, unknown>> {
  readonly target?: string;
  readonly sandbox?: boolean;
  readonly baseUrl?: string;
  readonly account?: string;
  readonly apiKeyFile?: string;
  readonly cacert?: string;
  readonly object?: string;
  readonly endpoint?: string;
  readonly user?: string;
  readonly webhookUrl?: string;
  readonly webhookSecretFile?: string;
  readonly operation?: 'append' | 'upsert';
  readonly matchKey?: string;
  readonly format?: 'csv' | 'tsv' | 'ndjson';
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  /** False where the file has no header line. */
  readonly header: boolean;
  readonly columns?: readonly string[];
  readonly encoding?: string;
  readonly mapping?: string;
  /** ms */
  readonly flushAge?: number;
  readonly batchSize?: number;
  readonly maxBytes?: number;
  readonly concurrency: number;
  readonly maxRejects?: MaxRejects;
  readonly maxRetries: number;
  readonly importId?: string;
  readonly newRun?: boolean;
  readonly sameAccount?: boolean;
  readonly dryRun?: boolean;
  readonly wait: boolean;
  readonly waitTimeout: number;
  readonly onAmbiguous?: 'resend' | 'hold';
  readonly rejects?: string;
  readonly results?: string;
  readonly json?: boolean;
  readonly progress: 'auto' | 'bar' | 'plain' | 'none';
  readonly quiet?: boolean;
  readonly stateDir: string;
  readonly db?: string;
  readonly fault: string;
}

const EXAMPLES = `
Examples:
  batchctl import customers.csv                                        # into the built-in sandbox
  batchctl import customers.csv -n                                     # what would be sent
  batchctl import customers.csv -t experiture --object profiles --match-key email
  batchctl import notes.csv -t papr --user customer_123
  batchctl import prompts.csv -t openai --model gpt-4o-mini --no-wait  # the same command without --no-wait collects
  batchctl import customers.csv --sandbox --fault 429@2,reset-after@5  # a rehearsal with trouble

Exit codes: 0 every row accepted · 3 some rows rejected, see the rejects file · 2 usage · 4 source · 5 target away, run again ·
6 in doubt · 7 credential · 8 conflict · 9 state · 10 locked · 11 jobs not final, run again · 12 refused · 13 --max-rejects ·
130, 143, 129 stopped by a signal, run again`;

export type RunImport = (files: readonly string[], flags: ImportFlags) => Promise<void>;

/** Adds what it can be told; `run` is what it does. */
export function defineImport(command: Command, run: RunImport): void {
  command
    .description(
      'Sends the rows of CSV or NDJSON files to a batch API. The same command again goes on where the last one stopped.',
    )
    .addHelpText('after', EXAMPLES)
    .action((files: string[], flags: ImportFlags) => run(files, flags));
  for (const [group, options] of Object.entries(importOptions())) {
    command.optionsGroup(group);
    for (const option of options) command.addOption(option);
  }
}

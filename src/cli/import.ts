/** `batchctl import`: its flags, and nothing that takes time to load. */
import { Option, type Command } from 'commander';
import { byteCount, delimiter, duration, maxRejects, wholeNumber } from './values.js';
import type { MaxRejects } from '../import/plan.js';
import { TARGETS } from '../target/registry.js';
import type { TargetFlag } from '../target/target.js';

/** The flags as typed; those of single targets under their names. */
export interface ImportFlags extends Readonly<Record<string, unknown>> {
  readonly target?: string;
  readonly sandbox?: boolean;
  readonly baseUrl?: string;
  readonly account?: string;
  readonly apiKeyFile?: string;
  readonly object?: string;
  readonly endpoint?: string;
  readonly user?: string;
  readonly webhookUrl?: string;
  readonly webhookSecretFile?: string;
  readonly operation?: 'append' | 'upsert';
  readonly matchKey?: string;
  readonly format?: 'csv' | 'tsv' | 'ndjson';
  readonly delimiter?: string;
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

/** Adds the command; `run` is what it does. */
export function defineImport(program: Command, run: RunImport): void {
  const command = program
    .command('import')
    .summary('send the rows of CSV or NDJSON files to a batch API, each exactly once')
    .description(
      'Sends the rows of CSV or NDJSON files to a batch API. The same command again goes on where the last one stopped.',
    )
    .argument('<file...>', 'CSV or NDJSON files; each is an import of its own')
    .addHelpText('after', EXAMPLES)
    .action((files: string[], flags: ImportFlags) => run(files, flags));
  for (const [group, options] of Object.entries(flagGroups())) {
    command.optionsGroup(group);
    for (const option of options) command.addOption(option);
  }
}

function flagGroups(): Record<string, readonly Option[]> {
  return {
    'Where to:': whereTo(),
    'What:': what(),
    ...ofTargets(),
    'How:': how(),
    'Going on:': goingOn(),
    'Output:': output(),
  };
}

/** Flags of single targets, under the names of those that have them. */
function ofTargets(): Record<string, Option[]> {
  const groups: Record<string, Option[]> = {};
  const known = new Set<string>();
  for (const { flags } of TARGETS) {
    const own = flags.filter(({ name }) => !known.has(name));
    for (const { name } of own) known.add(name);
    if (own.length > 0)
      groups[`${titlesWith(own)}:`] = own.map(({ name, value, help }) => new Option(`--${name} ${value}`, help));
  }
  return groups;
}

/** Everybody who has these flags. */
function titlesWith([first]: readonly TargetFlag[]): string {
  const having = TARGETS.filter(({ flags }) => flags.some(({ name }) => name === first?.name));
  return having.map(({ title }) => title).join(' and ');
}

function whereTo(): Option[] {
  return [
    new Option('-t, --target <name>', 'the API to send to').env('BATCHCTL_TARGET'),
    new Option('--sandbox', 'send to the built-in server instead, which stores in SQLite'),
    new Option('--object <name>', 'the object that the rows are records of').env('BATCHCTL_OBJECT'),
    new Option('--endpoint <path>', 'what the rows become requests to, such as /v1/embeddings'),
    new Option('--user <id>', 'the user that the rows belong to'),
    new Option('--operation <kind>', 'default: upsert with --match-key, else append').choices(['append', 'upsert']),
    new Option('--match-key <field>', 'the field by which upsert finds the record to change'),
    new Option('--base-url <url>', "the API's address, where it isn't the usual one").env('BATCHCTL_BASE_URL'),
    new Option('--api-key-file <path>', 'a file with the credential; else the environment holds it'),
    new Option('--account <name>', 'whose account it is, for keys that do not say').env('BATCHCTL_ACCOUNT'),
  ];
}

function what(): Option[] {
  return [
    new Option('--format <format>', "default: by the file's name, else its content").choices(['csv', 'tsv', 'ndjson']),
    new Option('--delimiter <character>', 'between the fields of a CSV file').argParser(delimiter),
  ];
}

function how(): Option[] {
  return [
    new Option('-n, --dry-run', 'read and check everything, send nothing'),
    new Option('--batch-size <rows>', 'rows of a request, at most').argParser(wholeNumber(1)),
    new Option('--max-bytes <size>', 'bytes of a request, at most').argParser(byteCount),
    new Option('--concurrency <n>', 'requests under way at once').argParser(wholeNumber(1)).default(4),
    new Option('--max-retries <n>', 'tries after the first, for each request').argParser(wholeNumber(0)).default(6),
    new Option('--max-rejects <n>', 'stop when more rows than this are rejected: a number, or 5%').argParser(
      maxRejects,
    ),
    new Option(
      '--on-ambiguous <what>',
      'a request whose answer was lost, where the API knows no keys: default resend',
    ).choices(['resend', 'hold']),
    new Option('--webhook-url <url>', 'what the API is to call when it has finished a request'),
    new Option('--webhook-secret-file <path>', 'a file with the secret that it signs those calls with'),
    new Option('--no-wait', 'leave when everything is accepted; the same command later learns the outcome'),
    new Option('--wait-timeout <time>', 'leave when nothing was settled for so long')
      .argParser(duration)
      .default(1_800_000, '30m'),
    new Option('--fault <spec>', 'let the sandbox misbehave: name[=value][@n],…').default(''),
  ];
}

function goingOn(): Option[] {
  return [
    new Option('--import-id <id>', "the import's name; default: the file's path as typed"),
    new Option('--new-run', 'import the same file once more, beside a finished import'),
    new Option('--same-account', 'the credential changed and the account did not'),
    new Option('--state-dir <path>', 'where imports are remembered').env('BATCHCTL_STATE_DIR').default('.batchctl'),
    new Option('--db <path>', "the sandbox's database; default: .batchctl/sandbox.db").env('BATCHCTL_SANDBOX_DB'),
  ];
}

function output(): Option[] {
  return [
    new Option('--rejects <path>', 'the file for rejected rows; default: NAME.rejects.csv or .ndjson here'),
    new Option('--results <path>', 'the file for what the API answers to each row; default: NAME.results.ndjson here'),
    new Option('--json', 'the result as one JSON document on standard output'),
    new Option('--progress <kind>', 'how to show progress').choices(['auto', 'bar', 'plain', 'none']).default('auto'),
    new Option('-q, --quiet', 'no progress'),
  ];
}

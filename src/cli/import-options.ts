/** The flags of `batchctl import`, by the headings of its help. */
import { Option } from 'commander';
import { TARGETS } from '../target/registry.js';
import { mappingOptions } from './mapping-flags.js';
import type { TargetFlag } from '../target/target.js';
import {
  apiKeyFileOption,
  baseUrlOption,
  cacertOption,
  dbOption,
  faultOption,
  jsonOption,
  stateDirOption,
} from './shared-options.js';
import { byteCount, duration, maxRejects, names, quoteSign, sign, wholeNumber } from './values.js';

/** The flags by the heading that they stand under in the help. Made anew by every call: an Option belongs to one command. */
export function importOptions(): Record<string, readonly Option[]> {
  return {
    'Where to:': whereTo(),
    'What:': readingOptions(),
    'Mapping:': mappingOptions(),
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
    baseUrlOption(),
    apiKeyFileOption(),
    cacertOption(),
    new Option('--account <name>', 'whose account it is, for keys that do not say').env('BATCHCTL_ACCOUNT'),
  ];
}

/** How a file is read. */
function readingOptions(): Option[] {
  return [
    new Option('--format <format>', "default: by the file's name, else its content").choices(['csv', 'tsv', 'ndjson']),
    new Option('--delimiter <text>', 'between the fields of a CSV file; default: found by itself').argParser(sign),
    new Option('--quote <character>', 'around fields; default: ", and none for no quoting').argParser(quoteSign),
    new Option('--escape <character>', 'in front of a quote within quotes; default: the quote itself').argParser(sign),
    new Option('--comment <text>', 'lines that begin with it are passed over').argParser(sign),
    new Option('--no-header', 'the first line is a row, and the columns are column1, column2, …'),
    new Option('--columns <names>', 'names for the columns of a file without a header, divided by commas').argParser(
      names,
    ),
    new Option('--encoding <name>', 'such as windows-1252 or utf-16le; default: UTF-8, or what the file says itself'),
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
    new Option(
      '--flush-age <time>',
      'send rows from standard input at this age, also where a request is not full',
    ).argParser(duration),
    faultOption(),
  ];
}

function goingOn(): Option[] {
  return [
    new Option('--import-id <id>', "the import's name; default: the file's path as typed"),
    new Option('--new-run', 'import the same file once more, beside a finished import'),
    new Option('--same-account', 'the credential changed and the account did not'),
    stateDirOption(),
    dbOption(),
  ];
}

function output(): Option[] {
  return [
    new Option('--rejects <path>', 'the file for rejected rows; default: NAME.rejects.csv or .ndjson here'),
    new Option('--results <path>', 'the file for what the API answers to each row; default: NAME.results.ndjson here'),
    jsonOption(),
    new Option('--progress <kind>', 'how to show progress').choices(['auto', 'bar', 'plain', 'none']).default('auto'),
    new Option('-q, --quiet', 'no progress'),
  ];
}

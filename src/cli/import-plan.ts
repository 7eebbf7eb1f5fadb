/** From flags and environment to import plans: pure, and the place where usage errors are made. */
import { basename, normalize, sep } from 'node:path';
import { BatchctlError, EXIT } from '../errors.js';
import type { ImportPlan } from '../import/plan.js';
import type { Limits } from '../record.js';
import { shellQuote } from '../report/text.js';
import { findTarget, TARGET_NAMES } from '../target/registry.js';
import type { Target } from '../target/target.js';
import type { ImportFlags } from './import.js';
import { isCi, setting, type Env } from './surroundings.js';

/** The sandbox's own dialect, for those who name no target. */
const SANDBOX_TARGET = 'experiture';

export interface Planned {
  readonly target: Target;
  readonly isSandbox: boolean;
  readonly plans: readonly ImportPlan[];
}

/** Throws a BatchctlError (usage) that says which flag to change. */
export function toPlans(files: readonly string[], flags: ImportFlags, args: readonly string[], env: Env): Planned {
  const isSandbox = chooseSandbox(flags, env);
  const target = chooseTarget(isSandbox && !flags.target ? SANDBOX_TARGET : (flags.target ?? ''));
  const operation = chooseOperation(flags, target);
  if (!flags.wait && operation === 'upsert') {
    throw usage(
      'no_wait_upsert',
      '--no-wait does not go with upsert: each request waits for the one before to be final',
    );
  }
  assertDistinct(files);
  const plans = files.map((file) => {
    const importId = importIdOf(file, files, flags);
    return {
      ...settingsOf(flags, target),
      isSandbox,
      file,
      importId,
      scope: scopeFor(file, flags, { target, operation, isSandbox }),
      command: commandOf(args, env),
    };
  });
  return { target, isSandbox, plans };
}

function chooseSandbox({ sandbox, target, baseUrl, apiKeyFile, fault }: ImportFlags, env: Env): boolean {
  const isSandbox = sandbox === true || !target;
  if (isSandbox && sandbox !== true && isCi(env)) {
    const hint = `add --target ${TARGET_NAMES.join('|')}, or --sandbox for a rehearsal`;
    throw usage('target_missing', 'in CI the target must be named, so that no backfill succeeds into a sandbox', hint);
  }
  const other = baseUrl ? '--base-url' : apiKeyFile && '--api-key-file';
  if (isSandbox && other) {
    throw usage(
      'sandbox_conflict',
      `${other} is for a real target, and the rows would go to the sandbox`,
      'name the target: --target NAME',
    );
  }
  if (!isSandbox && fault !== '')
    throw usage('fault_without_sandbox', '--fault only goes with the sandbox', 'add --sandbox');
  return isSandbox;
}

function chooseTarget(name: string): Target {
  const target = findTarget(name);
  if (target !== undefined) return target;
  const hint = name === 'sandbox' ? 'for the built-in server: --sandbox' : `targets: ${TARGET_NAMES.join(', ')}`;
  throw usage('target_unknown', `there is no target ${JSON.stringify(name)}`, hint);
}

function chooseOperation({ operation, matchKey }: ImportFlags, target: Target): string {
  const chosen = operation ?? (matchKey === undefined ? 'append' : 'upsert');
  if (chosen === 'upsert' && !matchKey)
    throw usage('match_key_missing', 'upsert needs to know the record to change', 'add --match-key FIELD');
  if (chosen === 'append' && matchKey !== undefined)
    throw usage('match_key_append', '--match-key means upsert, and --operation says append');
  if (target.operations.includes(chosen)) return chosen;
  throw usage('operation_unknown', `${target.title} has no ${chosen}`, `it has: ${target.operations.join(', ')}`);
}

function settingsOf(
  flags: ImportFlags,
  target: Target,
): Omit<ImportPlan, 'file' | 'importId' | 'scope' | 'command' | 'isSandbox'> {
  const { format, delimiter } = flags;
  return {
    target,
    choice: { ...(format === undefined ? {} : { format }), ...(delimiter === undefined ? {} : { delimiter }) },
    limits: limitsOf(flags, target),
    concurrency: flags.concurrency,
    maxRetries: flags.maxRetries,
    maxRejects: flags.maxRejects ?? null,
    wait: flags.wait,
    waitTimeoutMs: flags.waitTimeout,
    newRun: flags.newRun === true,
    sameAccount: flags.sameAccount === true,
    stateDir: flags.stateDir || '.batchctl',
    rejects: flags.rejects ?? null,
  };
}

function limitsOf({ batchSize, maxBytes }: ImportFlags, { limits, usualRows, title }: Target): Limits {
  if (batchSize !== undefined && batchSize > limits.maxRows) {
    throw usage(
      'batch_size_too_large',
      `--batch-size ${batchSize}: ${title} takes at most ${limits.maxRows} records in a request`,
    );
  }
  if (maxBytes !== undefined && maxBytes > limits.maxBytes) {
    throw usage(
      'max_bytes_too_large',
      `--max-bytes ${maxBytes}: requests to ${title} may have at most ${limits.maxBytes} bytes`,
    );
  }
  return { maxRows: batchSize ?? usualRows, maxBytes: maxBytes ?? limits.maxBytes };
}

interface Chosen {
  readonly target: Target;
  readonly operation: string;
  readonly isSandbox: boolean;
}

function scopeFor(
  file: string,
  { object, matchKey }: ImportFlags,
  { target, operation, isSandbox }: Chosen,
): ImportPlan['scope'] {
  const name = object || (isSandbox ? objectName(file) : undefined);
  if (name === undefined)
    throw usage('object_missing', `${target.title} needs to know what the rows are records of`, 'add --object NAME');
  if (name === '.' || name === '..') throw usage('object_unusable', `--object ${name} can't be part of an address`);
  return { target: target.name, object: name, operation, matchKey: matchKey ?? null, user: null };
}

/** `exports/customers-broken.rejects.csv` holds customers_broken. */
function objectName(file: string): string {
  const [name = ''] = basename(file).split('.');
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_') || 'rows';
}

/** The path as typed, so that another folder is another import, and another machine's is the same. */
function importIdOf(file: string, files: readonly string[], { importId }: ImportFlags): string {
  const path = normalize(file).split(sep).join('/');
  if (!importId) return path;
  return files.length === 1 ? importId : `${importId}/${path}`;
}

function assertDistinct(files: readonly string[]): void {
  const twice = files.find((file, index) => files.findIndex((other) => normalize(other) === normalize(file)) < index);
  if (twice !== undefined) throw usage('file_twice', `${twice} is named twice`);
  if (files.includes('-'))
    throw usage('stdin_unsupported', "standard input can't be imported yet", 'write it to a file first');
}

/** What goes on with this import: the same command, but never with a flag that is meant for one time. */
function commandOf(args: readonly string[], env: Env): string {
  const program = setting(env, 'npm_command') === 'exec' ? 'npx batchctl' : 'batchctl';
  const once = new Set(['--new-run', '--same-account', '--dry-run', '-n']);
  return [program, ...args.filter((word) => !once.has(word)).map(shellQuote)].join(' ');
}

function usage(code: string, message: string, hint?: string): BatchctlError {
  return new BatchctlError(EXIT.usage, code, message, { hint });
}

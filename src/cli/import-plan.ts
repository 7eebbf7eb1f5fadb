/** From flags and environment to import plans: pure, and the place where usage errors are made. */
import { normalize, sep } from 'node:path';
import { usageError } from '../errors.js';
import type { ImportPlan } from '../import/plan.js';
import type { Limits } from '../record.js';
import { shellQuote } from '../report/text.js';
import { findTarget, TARGET_NAMES } from '../target/registry.js';
import type { Settings } from '../target/scope.js';
import type { Target } from '../target/target.js';
import type { ImportFlags } from './import.js';
import { chooseOperation, refuseForeignFlags, scopeFor } from './import-scope.js';
import { isCi, setting, type Env } from './surroundings.js';
import { webhookOf } from './webhook-flags.js';

/** The sandbox's own dialect, for those who name no target. */
const SANDBOX_TARGET = 'experiture';

export interface Planned {
  readonly target: Target;
  readonly isSandbox: boolean;
  readonly plans: readonly ImportPlan[];
}

/** Throws a BatchctlError (usage) that says which flag to change. */
export async function toPlans(
  files: readonly string[],
  flags: ImportFlags,
  args: readonly string[],
  env: Env,
): Promise<Planned> {
  const isSandbox = chooseSandbox(flags, env);
  const target = chooseTarget(isSandbox && !flags.target ? SANDBOX_TARGET : (flags.target ?? ''));
  refuseForeignFlags(args, target);
  const operation = chooseOperation(flags, target);
  if (!flags.wait && operation === 'upsert') {
    throw usageError(
      'no_wait_upsert',
      '--no-wait does not go with upsert: each request waits for the one before to be final',
    );
  }
  assertDistinct(files);
  const webhook = await webhookOf(flags, target);
  const plans = files.map((file) => {
    const importId = importIdOf(file, files, flags);
    return {
      ...waysOf(flags, target),
      webhook,
      isSandbox,
      file,
      importId,
      scope: scopeFor(file, flags, { target, operation, isSandbox }),
      command: commandOf(args, env),
    };
  });
  return { target, isSandbox, plans };
}

type Choosing = Pick<ImportFlags, 'sandbox' | 'target' | 'baseUrl' | 'apiKeyFile' | 'fault'>;

/** Whether it is for the built-in server. Throws a BatchctlError (usage) for flags that contradict that, and in CI where nobody says so. */
export function chooseSandbox({ sandbox, target, baseUrl, apiKeyFile, fault }: Choosing, env: Env): boolean {
  const isSandbox = sandbox === true || !target;
  if (isSandbox && sandbox !== true && isCi(env)) {
    const hint = `add --target ${TARGET_NAMES.join('|')}, or --sandbox for a rehearsal`;
    throw usageError(
      'target_missing',
      'in CI the target must be named, so that nothing succeeds by accident, in a sandbox',
      hint,
    );
  }
  const other = baseUrl ? '--base-url' : apiKeyFile && '--api-key-file';
  if (isSandbox && other) {
    throw usageError(
      'sandbox_conflict',
      `${other} is for a real target, and this would go to the sandbox`,
      'name the target: --target NAME',
    );
  }
  if (!isSandbox && fault !== '')
    throw usageError('fault_without_sandbox', '--fault only goes with the sandbox', 'add --sandbox');
  return isSandbox;
}

/** Throws a BatchctlError (usage) for a name that is none. */
export function chooseTarget(name: string): Target {
  const target = findTarget(name);
  if (target !== undefined) return target;
  const hint = name === 'sandbox' ? 'for the built-in server: --sandbox' : `targets: ${TARGET_NAMES.join(', ')}`;
  throw usageError('target_unknown', `there is no target ${JSON.stringify(name)}`, hint);
}

type OfOneFile = 'file' | 'importId' | 'scope' | 'command' | 'isSandbox' | 'webhook';

/** How the rows are sent, whichever they are. */
function waysOf(flags: ImportFlags, target: Target): Omit<ImportPlan, OfOneFile> {
  const { format, delimiter } = flags;
  return {
    target,
    settings: settingsOf(flags, target),
    choice: { ...(format === undefined ? {} : { format }), ...(delimiter === undefined ? {} : { delimiter }) },
    limits: limitsOf(flags, target),
    concurrency: flags.concurrency,
    maxRetries: flags.maxRetries,
    maxRejects: flags.maxRejects ?? null,
    onAmbiguous: flags.onAmbiguous ?? 'resend',
    wait: flags.wait,
    waitTimeoutMs: flags.waitTimeout,
    newRun: flags.newRun === true,
    sameAccount: flags.sameAccount === true,
    stateDir: flags.stateDir || '.batchctl',
    rejects: flags.rejects ?? null,
    results: flags.results ?? null,
  };
}

/** The values of the target's own flags. */
function settingsOf(flags: ImportFlags, target: Target): Settings {
  const given = target.flags.flatMap(({ name }) => {
    const value = flags[camelCase(name)];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** A flag's name as commander gives it. */
function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function limitsOf({ batchSize, maxBytes }: ImportFlags, { limits, usual, title }: Target): Limits {
  if (batchSize !== undefined && batchSize > limits.maxRows) {
    throw usageError(
      'batch_size_too_large',
      `--batch-size ${batchSize}: ${title} takes at most ${limits.maxRows} records in a request`,
    );
  }
  if (maxBytes !== undefined && maxBytes > limits.maxBytes) {
    throw usageError(
      'max_bytes_too_large',
      `--max-bytes ${maxBytes}: requests to ${title} may have at most ${limits.maxBytes} bytes`,
    );
  }
  return { maxRows: batchSize ?? usual.maxRows, maxBytes: maxBytes ?? usual.maxBytes };
}

/** The path as typed, so that another folder is another import, and another machine's is the same. */
function importIdOf(file: string, files: readonly string[], { importId }: ImportFlags): string {
  const path = normalize(file).split(sep).join('/');
  if (!importId) return path;
  return files.length === 1 ? importId : `${importId}/${path}`;
}

function assertDistinct(files: readonly string[]): void {
  const twice = files.find((file, index) => files.findIndex((other) => normalize(other) === normalize(file)) < index);
  if (twice !== undefined) throw usageError('file_twice', `${twice} is named twice`);
  if (files.includes('-'))
    throw usageError('stdin_unsupported', "standard input can't be imported yet", 'write it to a file first');
}

/** What goes on with this import: the same command, but never with a flag that is meant for one time. */
function commandOf(args: readonly string[], env: Env): string {
  const program = setting(env, 'npm_command') === 'exec' ? 'npx batchctl' : 'batchctl';
  const once = new Set(['--new-run', '--same-account', '--dry-run', '-n']);
  return [program, ...args.filter((word) => !once.has(word)).map(shellQuote)].join(' ');
}

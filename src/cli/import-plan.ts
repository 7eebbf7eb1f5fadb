/** From flags and environment to import plans: pure, and the place where usage errors are made. */
import { normalize, sep } from 'node:path';
import { usageError } from '../errors.js';
import { STDIN } from '../source/open.js';
import type { ImportPlan } from '../import/plan.js';
import { guessOf } from '../nearest.js';
import type { Limits } from '../record.js';
import { findTarget, TARGET_NAMES } from '../target/registry.js';
import type { Settings } from '../target/scope.js';
import type { Target } from '../target/target.js';
import { commandAgain, resolveCommand, retryCommand } from './again.js';
import type { ImportFlags } from './import.js';
import { chooseOperation, refuseForeignFlags, scopeFor } from './import-scope.js';
import { namedMapping } from './mapping-file.js';
import { mappingOf } from './mapping-flags.js';
import { readingOf } from './reading.js';
import { isCi, type Env } from './surroundings.js';
import { webhookOf } from './webhook-flags.js';

/** The sandbox's own dialect, for those who name no target. */
const SANDBOX_TARGET = 'experiture';

/** Never part of what is typed to go on. */
const FOR_ONE_TIME = ['--new-run', '--same-account', '--dry-run', '-n'];

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
      '--no-wait does not go with upsert: a request may have to wait until an earlier one is final',
    );
  }
  const webhook = await webhookOf(flags, target);
  const saved = await namedMapping(flags.mapping);
  const mapping = await mappingOf(flags, saved?.mapping);
  const reading = readingOf(flags, saved);
  const plans = files.map((file) => {
    const importId = importIdOf(file, files, flags);
    return {
      ...waysOf(flags, target),
      ...reading,
      webhook,
      mapping,
      isSandbox,
      file,
      name: file === STDIN ? 'standard input' : file,
      importId,
      scope: scopeFor(file, flags, { target, operation, isSandbox }),
      command: commandAgain(args, env, FOR_ONE_TIME),
      retry: retryCommand(flags, env),
      resolve: resolveCommand(importId, flags, env),
    };
  });
  return { target, isSandbox, plans };
}

type Choosing = Pick<ImportFlags, 'sandbox' | 'target' | 'baseUrl' | 'apiKeyFile' | 'cacert' | 'fault'>;

/** Whether it is for the built-in server. Throws a BatchctlError (usage) for flags that contradict that, and in CI where nobody says so. */
export function chooseSandbox(flags: Choosing, env: Env): boolean {
  const { sandbox, target, fault } = flags;
  const isSandbox = sandbox === true || !target;
  if (isSandbox && sandbox !== true && isCi(env)) {
    const hint = `add --target ${TARGET_NAMES.join('|')}, or --sandbox for a rehearsal`;
    throw usageError(
      'target_missing',
      'in CI the target must be named, so that nothing succeeds by accident, in a sandbox',
      hint,
    );
  }
  const other = ofRealTargets(flags);
  if (isSandbox && other !== undefined) {
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

/** The first flag that means nothing to the built-in server. */
function ofRealTargets({ baseUrl, apiKeyFile, cacert }: Choosing): string | undefined {
  const given = { '--base-url': baseUrl, '--api-key-file': apiKeyFile, '--cacert': cacert };
  return Object.entries(given).find(([, value]) => value)?.[0];
}

/** Throws a BatchctlError (usage) for a name that is none. */
export function chooseTarget(name: string): Target {
  const target = findTarget(name);
  if (target !== undefined) return target;
  const hint =
    name === 'sandbox'
      ? 'for the built-in server: --sandbox'
      : `${guessOf(name, TARGET_NAMES)}targets: ${TARGET_NAMES.join(', ')}`;
  throw usageError('target_unknown', `there is no target ${JSON.stringify(name)}`, hint);
}

type OfOneFile =
  | 'file'
  | 'name'
  | 'choice'
  | 'encoding'
  | 'mapping'
  | 'importId'
  | 'scope'
  | 'command'
  | 'retry'
  | 'resolve'
  | 'isSandbox'
  | 'webhook';

/** How the rows are sent, whichever they are. */
function waysOf(flags: ImportFlags, target: Target): Omit<ImportPlan, OfOneFile> {
  return {
    target,
    settings: settingsOf(flags, target),
    flushAgeMs: flags.flushAge ?? null,
    limits: limitsOf(flags, target),
    concurrency: flags.concurrency,
    maxRetries: flags.maxRetries,
    maxRejects: flags.maxRejects ?? null,
    onAmbiguous: flags.onAmbiguous ?? 'resend',
    wait: flags.wait,
    waitTimeoutMs: flags.waitTimeout,
    newRun: flags.newRun === true,
    sameAccount: flags.sameAccount === true,
    stateDir: flags.stateDir,
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
export function camelCase(name: string): string {
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

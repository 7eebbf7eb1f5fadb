/** Where the rows go, by what was typed: operation, object, user. */
import { basename } from 'node:path';
import { usageError } from '../errors.js';
import type { ImportPlan } from '../import/plan.js';
import { TARGETS } from '../target/registry.js';
import type { Target } from '../target/target.js';
import type { ImportFlags } from './import.js';

/** Throws a BatchctlError (usage) for an operation that the target doesn't have, or that lacks its match key. */
export function chooseOperation({ operation, matchKey }: ImportFlags, target: Target): string {
  const usual = matchKey === undefined ? (target.operations[0] ?? '') : 'upsert';
  const chosen = operation ?? usual;
  if (!target.operations.includes(chosen)) {
    throw usageError(
      'operation_unknown',
      `${target.title} has no ${chosen}`,
      `it has: ${target.operations.join(', ')}`,
    );
  }
  if (chosen === 'upsert' && !matchKey)
    throw usageError('match_key_missing', 'upsert needs to know the record to change', 'add --match-key FIELD');
  if (chosen !== 'upsert' && matchKey !== undefined)
    throw usageError('match_key_append', `--match-key means upsert, and --operation says ${chosen}`);
  return chosen;
}

export interface Chosen {
  readonly target: Target;
  readonly operation: string;
  readonly isSandbox: boolean;
}

/** Throws a BatchctlError (usage) for an object that is missing, or an object or user that can't be one. */
export function scopeFor(
  file: string,
  flags: ImportFlags,
  { target, operation, isSandbox }: Chosen,
): ImportPlan['scope'] {
  const { matchKey = null, user = null } = flags;
  if (user !== null) assertUser(user);
  return { target: target.name, object: objectFor(file, flags, target, isSandbox), operation, matchKey, user };
}

/** A blank user would be another one than was meant, or nobody. Throws a BatchctlError (usage). */
export function assertUser(user: string): void {
  if (user.trim() !== '') return;
  throw usageError('user_blank', '--user is blank', 'is a variable in the command not set? name the user: --user ID');
}

function objectFor(file: string, flags: ImportFlags, { object, title }: Target, isSandbox: boolean): string | null {
  if (object === undefined) return null;
  const name = flags[object.flag] || (object.usual ?? (isSandbox ? objectName(file) : undefined));
  if (name === undefined)
    throw usageError('object_missing', `${title} needs to know ${object.what}`, `add --${object.flag} NAME`);
  if (name === '.' || name === '..')
    throw usageError('object_unusable', `--${object.flag} ${name} can't be part of an address`);
  return name;
}

/** `exports/customers-broken.rejects.csv` holds customers_broken. */
function objectName(file: string): string {
  const [name = ''] = basename(file).split('.');
  const object = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return /[^_]/.test(object) ? object : 'rows';
}

/** A flag that means nothing to the target would be ignored without a word. Throws a BatchctlError (usage). */
export function refuseForeignFlags(args: readonly string[], target: Target): void {
  for (const [flag, others] of flagsByTarget()) {
    const isTyped = args.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
    if (!isTyped || others.includes(target.name)) continue;
    throw usageError(
      'flag_foreign',
      `--${flag} means nothing to ${target.title}`,
      `it goes with: --target ${others.join('|')}`,
    );
  }
}

/** Every flag that only some targets understand, and which. */
function flagsByTarget(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const target of TARGETS) {
    for (const flag of ownFlags(target)) found.set(flag, [...(found.get(flag) ?? []), target.name]);
  }
  return found;
}

function ownFlags({ flags, object, hasUsers, takesWebhook, files, dedupe, operations }: Target): string[] {
  return [
    ...flags.map(({ name }) => name),
    ...(object === undefined ? [] : [object.flag]),
    ...(hasUsers === true ? ['user'] : []),
    ...(takesWebhook === true ? ['webhook-url', 'webhook-secret-file'] : []),
    ...(files === undefined ? [] : ['results']),
    ...(dedupe.by === 'none' ? ['on-ambiguous'] : []),
    ...(operations.includes('upsert') ? ['match-key'] : []),
  ];
}

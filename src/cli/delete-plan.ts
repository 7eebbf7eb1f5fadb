/** From flags and environment to a deletion: pure, and the place where usage errors are made. */
import { usageError } from '../errors.js';
import { canDelete, type DeletionPlan } from '../import/deletion-plan.js';
import { parseFaults } from '../sandbox/fault-spec.js';
import { TARGETS } from '../target/registry.js';
import { commandAgain } from './again.js';
import { addressOf, sandboxPath } from './connect.js';
import type { DeleteAllFlags } from './delete-all.js';
import { chooseSandbox, chooseTarget } from './import-plan.js';
import { assertUser } from './import-scope.js';
import type { Env } from './surroundings.js';

/** The dialect of the sandbox for those who name no target. */
const SANDBOX_TARGET = 'papr';

/** What has to be typed for the whole account; for a user it is the user's id. */
const EVERYONE = 'DELETE ALL';

export interface PlannedDeletion {
  readonly plan: DeletionPlan;
  readonly isSandbox: boolean;
  /** What people are shown of the place: an address, or the sandbox. */
  readonly place: string;
  /** What must be typed before anything is sent. */
  readonly phrase: string;
}

/** Throws a BatchctlError (usage) that says which flag to change. */
export function toDeletion(flags: DeleteAllFlags, args: readonly string[], env: Env): PlannedDeletion {
  const user = whose(flags);
  const isSandbox = chooseSandbox(flags, env);
  const target = chooseTarget(isSandbox && !flags.target ? SANDBOX_TARGET : (flags.target ?? ''));
  if (!canDelete(target)) {
    const able = TARGETS.filter(canDelete).map(({ name }) => name);
    throw usageError(
      'deletion_unsupported',
      `${target.title} has no way to delete everything of a user`,
      `it goes with: --target ${able.join('|')}`,
    );
  }
  parseFaults(flags.fault);
  const { maxRetries, stateDir } = flags;
  const command = commandAgain(args, env);
  return {
    plan: { target, user, maxRetries, stateDir, command },
    isSandbox,
    place: isSandbox ? `built-in sandbox (${sandboxPath(flags.db)})` : addressOf(target, flags, env),
    phrase: user ?? EVERYONE,
  };
}

/** The user, or null for everybody: never for want of a name. */
function whose({ user, everyone }: DeleteAllFlags): string | null {
  const hint = 'one user: --user ID · the whole account, all of its users: --everyone';
  if (everyone === true && user !== undefined)
    throw usageError('user_and_everyone', '--user and --everyone contradict each other', hint);
  if (everyone === true) return null;
  if (user === undefined) throw usageError('user_missing', 'delete-all needs to know whose memories are to go', hint);
  assertUser(user);
  return user;
}

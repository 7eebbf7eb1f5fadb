/** What `batchctl retry` does, loaded when it is asked for. */
import { BatchctlError, EXIT, type ExitCode } from '../errors.js';
import { SANDBOX, type FrozenPlan } from '../import/plan.js';
import { rejectingImport } from '../import/rejecting-import.js';
import { carryOut } from './carry-out.js';
import { camelCase, toPlans } from './import-plan.js';
import type { ImportFlags } from './import.js';
import type { Surroundings } from './surroundings.js';

/** Imports a rejects file as the rows in it were to be imported. Throws a BatchctlError (usage) where no journal knows the file. */
export async function retryRejects(file: string, given: ImportFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { args, env } = surroundings;
  const frozen = await rejectingImport(given.stateDir, file);
  if (frozen === undefined) throw unknown(file, given);
  const flags = flagsOf(frozen, given);
  const planned = await toPlans([file], flags, args, env);
  const plans = planned.plans.map((plan) => ({ ...plan, mapping: frozen.mapping }));
  return await carryOut({ ...planned, plans }, flags, surroundings);
}

/** The flags that a frozen plan came from, for another file. */
function flagsOf({ scope, settings }: FrozenPlan, given: ImportFlags): ImportFlags {
  const { target, baseUrl, account, object, matchKey, user } = scope;
  const isSandbox = baseUrl.startsWith(SANDBOX);
  return {
    ...given,
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [camelCase(name), value])),
    target,
    ...(isSandbox ? { sandbox: true } : { baseUrl }),
    ...(account !== null && { account }),
    ...(object !== null && { object, endpoint: object }),
    ...(matchKey !== null && { matchKey }),
    ...(user !== null && { user }),
  };
}

function unknown(file: string, { stateDir }: ImportFlags): BatchctlError {
  const message = `${file} is no rejects file of an import that ${stateDir} knows`;
  const hint = 'name the target and the object, and import it as any other file: batchctl import';
  return new BatchctlError(EXIT.usage, 'rejects_unknown', message, { hint });
}

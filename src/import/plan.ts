/** What one import is asked to do: resolved from flags and environment, before anything is opened. */
import { createHash } from 'node:crypto';
import type { FormatChoice } from '../encode/format.js';
import type { Mapping } from '../encode/mapping/mapping.js';
import type { Shape } from '../encode/shape.js';
import type { Limits } from '../record.js';
import type { ImportReport } from '../report/report.js';
import type { Scope, Settings } from '../target/scope.js';
import type { Target, Webhook } from '../target/target.js';
import type { Service } from './service.js';

/** The base URL of the built-in server begins like this; its own id follows. */
export const SANDBOX = 'sandbox:';

export interface ImportPlan {
  /** As typed. */
  readonly file: string;
  /** What people are told that it is. */
  readonly name: string;
  readonly importId: string;
  readonly target: Target;
  /** The rows go to the built-in server, which speaks like the target. */
  readonly isSandbox: boolean;
  /** The scope without what the service itself says. */
  readonly scope: Omit<Scope, 'baseUrl' | 'account'>;
  /** Values of the target's own flags, as typed. */
  readonly settings: Settings;
  readonly webhook: Webhook | null;
  readonly choice: Omit<FormatChoice, 'name'>;
  /** As typed; null for what the source itself says. */
  readonly encoding: string | null;
  /** What is done to rows between reading and sending. */
  readonly mapping: Mapping | null;
  readonly limits: Limits;
  /** ms after which a request is sent though it isn't full; null for sources that needn't be waited for. */
  readonly flushAgeMs: number | null;
  readonly concurrency: number;
  readonly maxRetries: number;
  readonly maxRejects: MaxRejects | null;
  /** What becomes of a request whose answer was lost, where nothing keeps it from being applied twice. */
  readonly onAmbiguous: 'resend' | 'hold';
  readonly wait: boolean;
  /** ms without any settlement after which a run stops waiting. */
  readonly waitTimeoutMs: number;
  readonly newRun: boolean;
  readonly sameAccount: boolean;
  readonly stateDir: string;
  /** Where rejects go; null for beside the user, under the source's name. */
  readonly rejects: string | null;
  /** Likewise for results, where the target gives some. */
  readonly results: string | null;
  /** What to type to go on with this import. */
  readonly command: string;
  /** What to type in front of a rejects file's path to import it when it is fixed. */
  readonly retry: string;
  /** What to type to see what is in doubt of this import, and to decide it. */
  readonly resolve: string;
}

/** So many rejected rows, or so many percent of those read once there are a thousand. */
export interface MaxRejects {
  readonly count: number;
  readonly unit: 'rows' | 'percent';
}

/** What stays as it was when the import began, whatever a later run is asked for. */
export interface FrozenPlan {
  readonly scope: Scope;
  readonly shape: Shape;
  readonly encoding: string | null;
  readonly mapping: Mapping | null;
  /** Complete. */
  readonly settings: Settings;
  /** Bytes of the longest source record. */
  readonly maxRecordBytes: number;
}

/** No record is longer than this, whatever a request may hold: an unclosed quote must not fill the memory. Bytes. */
const LONGEST_RECORD = 9_500_000;

/** `shape` and `settings` as they are found in the source. */
export function freeze(plan: ImportPlan, scope: Scope, found: Pick<FrozenPlan, 'shape' | 'settings'>): FrozenPlan {
  const { encoding, mapping } = plan;
  return { scope, ...found, encoding, mapping, maxRecordBytes: Math.min(plan.target.limits.maxBytes, LONGEST_RECORD) };
}

/** What stands for an import in the rows that it marks; one beside another of the same name has a mark of its own. */
export function markOf(importId: string, salt: string | null): string {
  return salt === null ? importId : `${importId}+${salt.slice(0, 8)}`;
}

export function scopeOf({ scope }: ImportPlan, { identity, account }: Service): Scope {
  const { target, object, operation, matchKey, user } = scope;
  return { target, baseUrl: identity, account, object, operation, matchKey, user };
}

type Introduction = Pick<ImportReport, 'importId' | 'run' | 'target' | 'object' | 'user' | 'operation'>;

/** Which import it is, as reports say it. */
export function introduce(importId: string, scope: Scope): Introduction {
  const { object, user, operation } = scope;
  return { importId, run: importSlug(importId, scope).run, target: destination(scope), object, user, operation };
}

/** What people are told that the rows go to: nobody may take the sandbox for the real thing. */
function destination({ baseUrl, target }: Scope): string {
  return baseUrl.startsWith(SANDBOX) ? 'sandbox' : target;
}

/** The name of an import's directory: readable, and one for each import id and scope. */
export function importSlug(importId: string, scope: Scope): { readonly name: string; readonly run: string } {
  const run = createHash('sha256')
    .update(JSON.stringify([importId, scope]))
    .digest('hex')
    .slice(0, 8);
  const readable = importId.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(-40);
  return { name: `${readable}-${run}`, run };
}

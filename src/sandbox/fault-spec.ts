/** What the sandbox can be told to do wrong: `name[=value][@n]` or `@n-m`, separated by commas. */
import { BatchctlError, EXIT } from '../errors.js';

/** What is counted for a fault's `@n`: POST and DELETE requests, jobs or GETs. */
export type FaultStage = 'write' | 'job' | 'poll';

interface FaultKind {
  readonly stage: FaultStage;
  /** What its value must look like; absent for a fault without a value. */
  readonly value?: RegExp;
  readonly required?: boolean;
}

const NUMBER = /^\d{1,9}$/;
const ANYTHING = /^[^\r\n]*$/;

/** Every fault by name. README's table says what each does. */
const FAULTS: Readonly<Record<string, FaultKind>> = {
  '401': { stage: 'write' },
  '403': { stage: 'write' },
  '404': { stage: 'write' },
  '409': { stage: 'write' },
  '413': { stage: 'write', value: NUMBER },
  '422': { stage: 'write', value: ANYTHING },
  '422-bare': { stage: 'write' },
  '429': { stage: 'write', value: ANYTHING },
  '500': { stage: 'write' },
  '503': { stage: 'write', value: ANYTHING },
  redirect: { stage: 'write', value: /^3\d\d$/ },
  empty: { stage: 'write' },
  html: { stage: 'write' },
  count: { stage: 'write' },
  'no-job': { stage: 'write' },
  'inline-errors': { stage: 'write' },
  'reset-before': { stage: 'write' },
  'reset-after': { stage: 'write' },
  slow: { stage: 'write', value: NUMBER, required: true },
  hang: { stage: 'write' },
  processing: { stage: 'write' },
  'item-error': { stage: 'write', value: NUMBER, required: true },
  'error-in-successful': { stage: 'write' },
  'delete-partial': { stage: 'write', value: NUMBER, required: true },
  'delete-errors': { stage: 'write', value: NUMBER, required: true },
  'webhook-forged': { stage: 'write' },
  'job-slow': { stage: 'job', value: NUMBER, required: true },
  'job-late': { stage: 'job', value: NUMBER, required: true },
  'job-fail': { stage: 'job' },
  'job-fail-silent': { stage: 'job' },
  'job-stuck': { stage: 'job' },
  'job-state': { stage: 'job', value: /^[\w-]+$/, required: true },
  'job-no-list': { stage: 'job' },
  'job-bad-index': { stage: 'job' },
  'batch-fail': { stage: 'job' },
  'batch-fail-line': { stage: 'job', value: NUMBER, required: true },
  'batch-expire': { stage: 'job', value: NUMBER, required: true },
  'batch-stuck': { stage: 'job' },
  'batch-slow': { stage: 'job', value: NUMBER, required: true },
  'batch-lose-line': { stage: 'job', value: NUMBER, required: true },
  'no-output-file': { stage: 'job' },
  'poll-404': { stage: 'poll' },
  'poll-503': { stage: 'poll' },
};

export interface FaultRule {
  readonly name: string;
  /** Empty where none was given. */
  readonly value: string;
  readonly stage: FaultStage;
  /** First and last number, from 1, that it applies to. */
  readonly from: number;
  readonly to: number;
}

/** Reads a specification; empty means no faults. Throws BatchctlError (EXIT.usage). */
export function parseFaults(specification: string): readonly FaultRule[] {
  return specification
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseFault);
}

const SPECIFICATION = /^(?<name>[^=@]+)(?:=(?<value>[^@]*))?(?:@(?<from>\d{1,9})(?:-(?<to>\d{1,9}))?)?$/;

function parseFault(spec: string): FaultRule {
  const { name = spec, value, from = '1', to } = SPECIFICATION.exec(spec)?.groups ?? {};
  const kind = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  if (kind === undefined) {
    const hint = `known faults: ${Object.keys(FAULTS).join(', ')}`;
    throw new BatchctlError(EXIT.usage, 'fault_unknown', `the sandbox knows no fault ${name}`, { hint });
  }
  const last = spec.includes('@') ? Number(to ?? from) : Number.MAX_SAFE_INTEGER;
  if (Number(from) < 1 || last < Number(from)) throw invalid(spec);
  return { name, value: withComma(valueOf(kind, value, spec)), stage: kind.stage, from: Number(from), to: last };
}

function valueOf(kind: FaultKind, value: string | undefined, spec: string): string {
  const decoded = decode(value, spec);
  const isRight = decoded === undefined ? kind.required !== true : kind.value?.test(decoded) === true;
  if (!isRight) throw invalid(spec);
  return decoded ?? '';
}

function decode(value: string | undefined, spec: string): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    throw invalid(spec);
  }
}

/** An HTTP date has a comma, which a specification can't hold: it may be left out. */
function withComma(value: string): string {
  return value.replace(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?= \d)/, '$1,');
}

function invalid(spec: string): BatchctlError {
  return new BatchctlError(EXIT.usage, 'fault_invalid', `the fault ${spec} has a value or number that it can't have`, {
    hint: 'write NAME, NAME=VALUE, NAME@3 or NAME@3-5',
  });
}

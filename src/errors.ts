/** Every way in which a run can end, and the classes that carry one of them to main. */

/** Exit codes by name. README's table says for each whether to run the command again. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  rejected: 3,
  source: 4,
  unavailable: 5,
  inDoubt: 6,
  credential: 7,
  conflict: 8,
  state: 9,
  locked: 10,
  pending: 11,
  refused: 12,
  maxRejects: 13,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where several codes apply, the first one of this list is the exit code. 2 and 10 end a run before it begins. */
const PRECEDENCE: readonly ExitCode[] = [2, 10, 1, 9, 6, 8, 7, 12, 130, 143, 129, 5, 11, 4, 13, 3, 0];

/** The code that a run ends with when all of these apply; 0 for none. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.ok;
}

/** The exit code of the signal that asked to stop; main gives it as the reason. */
export function stopCode(reason: unknown): ExitCode {
  return reason === EXIT.terminated || reason === EXIT.hangup ? reason : EXIT.interrupted;
}

/** What a failure has to say besides its message. */
export interface FailureDetails {
  /** What to do or type next. One line; a command where there is one. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A failure that batchctl understands: `message` says what happened, where and why; `hint` how to go on.
 * Anything else that reaches main is a bug (exit 1).
 */
export class BatchctlError extends Error {
  override readonly name = 'BatchctlError';
  readonly exit: ExitCode;
  /** A stable word for scripts, such as `source_changed`. */
  readonly code: string;
  readonly hint: string | undefined;

  constructor(exit: ExitCode, code: string, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.exit = exit;
    this.code = code;
    this.hint = details.hint;
  }
}

/** A failure of the command line: nothing was sent. */
export function usageError(code: string, message: string, hint?: string): BatchctlError {
  return new BatchctlError(EXIT.usage, code, message, { hint });
}

/** What Node has no name for, as it says it: Linux's number of a quota that is used up. */
const NAMELESS = { said: 'Unknown system error -122', code: 'EDQUOT', message: 'EDQUOT: disk quota exceeded' };

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(`${NAMELESS.said}: ${NAMELESS.said}`, NAMELESS.message);
}

/** The code of a system error (`ENOENT`, `ECONNRESET`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === NAMELESS.said) return NAMELESS.code;
  return typeof code === 'string' ? code : undefined;
}

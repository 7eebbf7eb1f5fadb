/** What a command is given: everything outside of itself. Main makes the real ones. */
import type { Tools } from '../import/tools.js';

/** The part of a standard stream that commands write to. A write that fails because nobody reads any more is not an error. */
interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const USUAL_COLUMNS = 80;

/** Columns that a text on it may have. */
export function widthOf({ columns }: Output): number {
  return columns || USUAL_COLUMNS;
}

/** Standard input, for commands that ask. */
interface Input {
  readonly isTTY: boolean;
  /** What was typed up to Enter, without it; undefined where the input ends before that, or the signal is aborted. */
  readLine(signal: AbortSignal): Promise<string | undefined>;
}

export type Env = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  /** Behind the program's name. */
  readonly args: readonly string[];
  readonly env: Env;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly tools: Tools;
}

/** An environment variable that is set to something; an empty one counts as not set. */
export function setting(env: Env, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/** Continuous integration: nobody is there to be asked, and nothing may succeed by accident. */
export function isCi({ CI }: Env): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI);
}

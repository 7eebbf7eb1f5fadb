/** What importing standard input takes besides what files take: a name, and no more than one reader. */
import { usageError } from '../errors.js';
import { STDIN } from '../source/open.js';
import type { ImportFlags } from './import.js';
import type { Surroundings } from './surroundings.js';

/** A command as it was typed. */
export interface Typed {
  readonly files: readonly string[];
  readonly flags: ImportFlags;
  readonly args: readonly string[];
}

/**
 * Nothing but `--import-id` tells one standard input from another: without it the import gets a name that no other has, and
 * the command to go on with says it. Throws a BatchctlError (usage) for what only goes with standard input.
 */
export function nameStdin({ files, flags, args }: Typed, token: string): Typed {
  if (!files.includes(STDIN)) {
    if (flags.flushAge === undefined) return { files, flags, args };
    throw usageError('flush_age_file', '--flush-age is for standard input: a file has all of its rows already');
  }
  if (flags.importId) return { files, flags, args };
  const importId = `stdin-${token.slice(0, 8)}`;
  return { files, flags: { ...flags, importId }, args: [...args, '--import-id', importId] };
}

/** What somebody should know before rows are read from there. */
export function stdinNotes({ files, flags }: Typed, { stdin }: Pick<Surroundings, 'stdin'>): readonly string[] {
  if (!files.includes(STDIN)) return [];
  const { flushAge, stateDir } = flags;
  const typing = stdin.isTTY ? ['the rows are read from the terminal; Ctrl-D ends them'] : [];
  if (flushAge === undefined) return typing;
  const note = `rows are sent when they are ${flushAge / 1000} s old; only ${stateDir} then knows where requests were cut: keep it`;
  return [...typing, note];
}

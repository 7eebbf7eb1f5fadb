/** What to type to go on: the command as it was typed, as the shell in use would take it. */
import { shellQuote } from '../report/text.js';
import { STATE_DIR } from './shared-options.js';
import { setting, type Env } from './surroundings.js';

/** `once` are words that are meant for one time and not for the next. */
export function commandAgain(args: readonly string[], env: Env, once: readonly string[] = []): string {
  return typed(
    args.filter((word) => !once.includes(word)),
    env,
  );
}

/** What imports a rejects file, once its path is added: it looks for the journals where this command has them. */
export function retryCommand({ stateDir, db }: { readonly stateDir: string; readonly db?: string }, env: Env): string {
  const places = [...(stateDir === STATE_DIR ? [] : ['--state-dir', stateDir]), ...(db ? ['--db', db] : [])];
  return typed(['retry', ...places], env);
}

/** What shows what is in doubt of an import, by its id or run, and how to decide it. */
export function resolveCommand(name: string, { stateDir }: { readonly stateDir: string }, env: Env): string {
  return typed(['resolve', name, ...(stateDir === STATE_DIR ? [] : ['--state-dir', stateDir])], env);
}

function typed(words: readonly string[], env: Env): string {
  const program = setting(env, 'npm_command') === 'exec' ? 'npx batchctl' : 'batchctl';
  return [program, ...words.map(shellQuote)].join(' ');
}

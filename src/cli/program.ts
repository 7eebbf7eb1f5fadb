/** The command line: from words to a command, and what becomes of words that are none. */
import { Command, CommanderError } from 'commander';
import { BatchctlError, EXIT, type ExitCode } from '../errors.js';
import { COMMANDS } from './commands.js';
import type { Surroundings } from './surroundings.js';

/** Runs the command that was typed, to its exit code. Throws a BatchctlError where it can't be run. */
export async function runCommand(given: Surroundings): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const program = createProgram(given);
  for (const { name, summary, argument } of COMMANDS) {
    const command = program.command(name).summary(summary);
    if (argument !== undefined) command.argument(...argument);
  }
  // Only of the command that was typed: its flags name targets and mappings, which take time to load.
  program.hook('preSubcommand', async (_, command) => {
    const typed = COMMANDS.find(({ name }) => name === command.name());
    await typed?.complete(command, given, (code) => (exit = code));
  });
  try {
    await program.parseAsync(asAsked(given.args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw misuse(error, given.args);
  }
  return exit;
}

/** `help import` is `import --help`: what commander does with the former knows no flags, which aren't there yet. */
function asAsked(args: readonly string[]): string[] {
  const [first, second = ''] = args;
  return first === 'help' && isCommand(second) ? [second, '--help'] : [...args];
}

function isCommand(word: string): boolean {
  return COMMANDS.some(({ name }) => name === word);
}

function createProgram({ stdout, tools }: Surroundings): Command {
  return (
    new Command('batchctl')
      .description(
        'Moves the rows of CSV and NDJSON files into batch APIs, each exactly once, and goes on after a crash.',
      )
      .version(tools.version)
      .showSuggestionAfterError()
      .exitOverride()
      // All of them have flags, which aren't known before one is chosen.
      .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
      .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => undefined })
  );
}

/** Commander's own words for a misuse, without its prefix; what it thinks was meant goes into the hint. */
function misuse(error: CommanderError, [command = '']: readonly string[]): BatchctlError {
  // What stands behind an unknown option's = may be a credential that somebody meant to give.
  const words = error.message.replace(/^error: /, '').replace(/^(unknown option '-[^=']*)=[^]*?'(?=\n|$)/, "$1'");
  const [said = '', guess] = words.split('\n');
  const message = error.code === 'commander.help' ? 'no command was named' : said;
  const meant = guess === undefined ? '' : `${guess.replace(/^\(D/, 'd').replace(/\)$/, '')} `;
  const file = /^unknown option '(-[^-'][^']+\.[^']+)'$/.exec(said)?.[1];
  const named = file === undefined ? '' : `a file of that name is ./${file}; `;
  return new BatchctlError(EXIT.usage, error.code.replace('commander.', 'usage_'), message, {
    hint: `${meant}${named}see: batchctl ${isCommand(command) ? `${command} ` : ''}--help`,
  });
}

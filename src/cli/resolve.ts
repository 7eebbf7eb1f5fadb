/** `batchctl resolve`: its flags, and nothing that takes time to load. */
import { Option, type Command } from 'commander';
import { jsonOption, stateDirOption } from './shared-options.js';
import { partIds } from './values.js';

export interface ResolveFlags {
  readonly part?: readonly string[];
  readonly all?: boolean;
  readonly mark?: 'accepted';
  readonly resend?: true;
  readonly skip?: true;
  readonly yes?: boolean;
  readonly stateDir: string;
  readonly json?: boolean;
}

export type RunResolve = (name: string, flags: ResolveFlags) => Promise<void>;

const EXAMPLES = `
Examples:
  batchctl resolve customers.csv                             # what is in doubt, and what to look for at the service
  batchctl resolve customers.csv --part 12 --mark accepted   # they are there
  batchctl resolve customers.csv --part 12,14 --resend       # they aren't: the import sends them again
  batchctl resolve customers.csv --all --skip                # leave them out, in the rejects file

Exit codes: 0 nothing is in doubt · 2 usage, or not confirmed: nothing was written · 6 some of it still is · 8 its rows were deleted ·
9 state · 10 the import is running · after the last decision as status: 11 the same import command goes on`;

/** Adds what it can be told; `run` is what it does. */
export function defineResolve(command: Command, run: RunResolve): void {
  command
    .description(
      'Shows the requests of an import of which it is not known whether they were applied. With a decision it writes that down, and the ' +
        'same import command goes on from there. It sends nothing.',
    )
    .addHelpText('after', EXAMPLES)
    .action((name: string, flags: ResolveFlags) => run(name, flags));
  for (const option of [...which(), ...decisions(), stateDirOption(), jsonOption()]) command.addOption(option);
}

function which(): Option[] {
  return [
    new Option('--part <numbers>', 'these parts, with commas between them').argParser(partIds),
    new Option('--all', 'all that are in doubt').conflicts('part'),
  ];
}

function decisions(): Option[] {
  return [
    new Option('--mark <outcome>', 'the rows are there: they count as accepted')
      .choices(['accepted'])
      .conflicts(['resend', 'skip']),
    new Option('--resend', "the rows aren't there: they are sent again, as a new request").conflicts('skip'),
    new Option('--skip', 'the rows are left out: they count as rejected'),
    new Option('--yes', 'with --resend: nobody is asked whether the rows may be there twice'),
  ];
}

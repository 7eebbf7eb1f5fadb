/** What `batchctl inspect` does, loaded when it is asked for. */
import { usageError, EXIT, type ExitCode } from '../errors.js';
import { inspectSource } from '../import/inspect.js';
import type { ImportPlan } from '../import/plan.js';
import { inspectionDocument } from '../report/inspection-json.js';
import { inspectionText, type Advice } from '../report/inspection-text.js';
import type { Inspection } from '../report/inspection.js';
import { createPalette } from '../report/palette.js';
import { STDIN } from '../source/open.js';
import { commandAgain } from './again.js';
import { toPlans } from './import-plan.js';
import type { ImportFlags } from './import.js';
import type { InspectFlags } from './inspect.js';
import { assertFree, saveMapping } from './inspect-save.js';
import { widthOf, type Env, type Surroundings } from './surroundings.js';

/** What import has flags for that mean nothing to a look. */
const UNUSED = {
  header: true,
  concurrency: 1,
  maxRetries: 0,
  wait: true,
  waitTimeout: 0,
  progress: 'none',
  stateDir: '',
  fault: '',
} as const;

/** Looks at the file and tells. Throws a BatchctlError: usage, or source where the file can't be read as anything. */
export async function inspectFile(file: string, flags: InspectFlags, given: Surroundings): Promise<ExitCode> {
  const { args, env, stdout } = given;
  const { save } = flags;
  if (flags.force === true && save === undefined) throw usageError('force_alone', '--force only goes with --save');
  if (save !== undefined && flags.force !== true) await assertFree(save);
  const plan = await planOf(file, flags, given);
  const inspection = await inspectSource(plan, given.tools);
  if (save !== undefined) await saveMapping(save, inspection, plan, flags.force === true);
  if (flags.json === true) {
    stdout.write(inspectionDocument(inspection, save ?? null));
    return EXIT.ok;
  }
  const advice = save === undefined ? toSave(inspection, args, env) : toImport(save, args, env);
  stdout.write(inspectionText(inspection, advice, createPalette(stdout, env), widthOf(stdout)));
  return EXIT.ok;
}

/** As an import would be planned, with the sandbox for those who name no target: nothing goes there. */
async function planOf(file: string, flags: InspectFlags, { args, env }: Surroundings): Promise<ImportPlan> {
  if (file === STDIN) {
    const hint = 'put the beginning into a file: head -c 16000000 > sample.csv';
    throw usageError('inspect_stdin', 'standard input can be imported, and not looked at', hint);
  }
  const asked: ImportFlags = { ...UNUSED, ...flags, sandbox: flags.sandbox === true || !flags.target };
  const { plans } = await toPlans([file], asked, args, env);
  const [plan] = plans;
  if (plan === undefined) throw new Error('a file without a plan');
  return plan;
}

/** Where there is something to be kept. */
function toSave({ columns, source }: Inspection, args: readonly string[], env: Env): Advice[] {
  if (columns.every(({ safeType }) => safeType === null)) return [];
  const name = `${source.replace(/^.*[\\/]/, '').replace(/\..*$/, '') || 'rows'}.mapping.json`;
  const text = 'To write these types down for an import, and change them where they are wrong:';
  return [{ text, command: commandAgain([...args, '--save', name], env) }];
}

function toImport(path: string, args: readonly string[], env: Env): Advice[] {
  const words = ['import', ...withoutOwn(args.slice(1)), '--mapping', path];
  return [{ text: 'What was found is written down. To import with it:', command: commandAgain(words, env) }];
}

/** The words of the command that import understands too. */
function withoutOwn(words: readonly string[]): readonly string[] {
  const own = new Set(['--save', '--force', '--json']);
  return words.filter((word, index) => {
    const [flag = ''] = word.split('=');
    return !own.has(flag) && words[index - 1] !== '--save';
  });
}

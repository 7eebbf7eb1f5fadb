/** What `batchctl resolve` does, loaded when it is asked for. */
import { EXIT, usageError, type ExitCode } from '../errors.js';
import { doubtOf, resolutionOf } from '../import/doubts.js';
import { frozenPlan } from '../import/frozen.js';
import { recallImports, type KnownImport } from '../import/recall.js';
import { chosen, decide, type Wish } from '../import/resolve.js';
import { auditPath } from '../journal/audit.js';
import { createPalette } from '../report/palette.js';
import { resolutionDocument } from '../report/resolution-json.js';
import { decidedText, doubtsText, type Paper } from '../report/resolution-text.js';
import type { Resolution } from '../report/resolution.js';
import { isOrdered } from '../target/scope.js';
import { resolveCommand } from './again.js';
import { confirmResend } from './confirm-resend.js';
import { importUnknown } from './import-unknown.js';
import type { ResolveFlags } from './resolve.js';
import { setting, widthOf, type Surroundings } from './surroundings.js';

/** Shows what is in doubt, or writes a decision down. Throws a BatchctlError where it can't: then nothing was written. */
export async function resolveDoubts(name: string, flags: ResolveFlags, given: Surroundings): Promise<ExitCode> {
  const since = given.tools.clock.uptime();
  const wish = wishOf(flags);
  const { known: found } = await recallImports(flags.stateDir, name);
  if (found.length === 0) throw importUnknown(name, flags.stateDir);
  const known = found.map(({ name, state }) => ({ name, state, standing: resolutionOf(state, []) }));
  const standing = known.map((one) => one.standing);
  const isOpen = known.some(isInDoubt);
  const decided = wish && (isOpen || wish.parts !== null) ? await carryOut(wish, known, flags, given) : undefined;
  const exit = decided?.import.exitCode ?? (isOpen ? EXIT.inDoubt : EXIT.ok);
  if (flags.json === true) {
    const seconds = given.tools.clock.uptime() - since;
    given.stdout.write(resolutionDocument(decided === undefined ? standing : [decided], exit, seconds));
  } else {
    const paper = paperFor(known.length === 1, flags, given);
    given.stdout.write(decided === undefined ? doubtsText(standing, paper) : decidedText(decided, paper));
  }
  return exit;
}

interface Standing extends KnownImport {
  readonly standing: Resolution;
}

function isInDoubt({ standing }: Standing): boolean {
  return standing.doubts.length > 0;
}

/** Undefined where nothing is to be decided. Throws a BatchctlError (usage) for half a decision. */
function wishOf({ part, all, mark, resend, skip, yes }: ResolveFlags): Wish | undefined {
  const decision = mark ?? (resend && 'resend') ?? (skip && 'skip');
  const isFor = part !== undefined || all === true;
  if (decision === undefined && !isFor && yes !== true) return undefined;
  if (decision === undefined) {
    throw usageError('decision_missing', 'what is it to be?', 'add one of: --mark accepted · --resend · --skip');
  }
  if (!isFor) throw usageError('part_missing', 'which part is that about?', 'add: --part NUMBER, or --all');
  return { decision, parts: part ?? null };
}

async function carryOut(
  wish: Wish,
  known: readonly Standing[],
  flags: ResolveFlags,
  given: Surroundings,
): Promise<Resolution> {
  const { name, state } = theOne(known);
  const doubts = chosen(state, wish).filter(({ phase }) => phase === 'doubt');
  if (wish.decision === 'resend' && !isOrdered(frozenPlan(state.begin).scope) && flags.yes !== true)
    await confirmResend(state.begin.importId, doubts.map(doubtOf), given);
  const by = setting(given.env, 'LOGNAME', 'USER', 'USERNAME') ?? null;
  return await decide(wish, { stateDir: flags.stateDir, name, by }, given.tools);
}

/** The import that a decision is about. Throws a BatchctlError (usage) where it could be several. */
function theOne(known: readonly Standing[]): KnownImport {
  const open = known.filter(isInDoubt);
  const possible = open.length > 0 ? open : known;
  const [one, ...others] = possible;
  if (one !== undefined && others.length === 0) return one;
  const runs = possible.map(({ standing }) => standing.import.run);
  throw usageError(
    'import_ambiguous',
    'that could be one of several imports',
    `name one by its run: ${runs.join(', ')}`,
  );
}

/** Where an import is the only one of its name, it is called by that. */
function paperFor(isOnly: boolean, flags: ResolveFlags, { env, stdout }: Surroundings): Paper {
  return {
    palette: createPalette(stdout, env),
    width: widthOf(stdout),
    audit: auditPath(flags.stateDir),
    resolve: ({ import: { importId, run } }) => resolveCommand(isOnly ? importId : run, flags, env),
  };
}

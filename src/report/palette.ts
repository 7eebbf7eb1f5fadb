/** Colours for one stream. The only file that knows chalk; import it when there is something to print. */
import { Chalk } from 'chalk';

type Paint = (text: string) => string;

/** Functions that wrap a text in colour, or give it back as it is where the stream should have none. */
export interface Palette {
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

/**
 * The palette of this stream. `NO_COLOR` (not empty) turns colour off, else `FORCE_COLOR` (not empty, 0 or false) on,
 * else a terminal that isn't dumb has it. Decided here because chalk takes no notice of `NO_COLOR`.
 */
export function createPalette(
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Palette {
  // Sixteen colours are enough, and every terminal has them.
  const chalk = new Chalk({ level: wantsColour(stream, env) ? 1 : 0 });
  return {
    red: (text) => chalk.red(text),
    green: (text) => chalk.green(text),
    yellow: (text) => chalk.yellow(text),
    dim: (text) => chalk.dim(text),
    bold: (text) => chalk.bold(text),
  };
}

function wantsColour(
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (isSet(env['NO_COLOR'])) return false;
  const force = env['FORCE_COLOR'];
  if (isSet(force) && force !== '0' && force !== 'false') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

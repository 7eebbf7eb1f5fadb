/** What a person sees while an import runs. The only file that knows cli-progress. */
import { MultiBar, type SingleBar } from 'cli-progress';
import { Writable } from 'node:stream';
import { displayWidth } from './layout.js';
import { createPaceMeter } from './pace.js';
import type { Palette } from './palette.js';
import { plainProgress } from './plain-progress.js';
import { barLines } from './progress-text.js';
import type { ProgressFigures } from './report.js';
import { safeWriter, type TextStream } from './safe-writer.js';
import { printable } from './text.js';

export type ProgressMode = 'bar' | 'plain' | 'none';

/** The part of `process.stderr` that progress needs. */
interface ProgressStream extends TextStream {
  /** Terminal columns now; undefined or 0 where unknown. */
  readonly columns?: number | undefined;
}

export interface ProgressOptions {
  readonly stream: ProgressStream;
  readonly mode: ProgressMode;
  /** What is imported where; shown once, at the start. */
  readonly title: string;
  /** Milliseconds that never go back. */
  readonly clock: { now(): number };
  readonly palette: Palette;
}

/** No function of it throws, whatever becomes of the stream. */
export interface Progress {
  /** The newest figures. Cheap: draws every 100 ms at most (a log line every 10 s). */
  update(figures: ProgressFigures): void;
  /** A message for the user, above the bars. One line: it is made printable and gets the program's name in front. */
  line(text: string): void;
  /** Draws the last state and gives the terminal back. May be called again; lines may still follow, bars don't. */
  stop(): void;
}

const CLEAR_BELOW = '\u001B[J';
const HIDE_CURSOR = '\u001B[?25l';
const BAR_INTERVAL = 100;
/** For terminals that don't say how wide they are. */
const USUAL_COLUMNS = 80;

/** The mode to use: bars only where they can be drawn; a terminal in CI (`CI` set, not 0 or false) gets lines. */
export function chooseProgress(
  flag: 'auto' | ProgressMode,
  surroundings: {
    readonly stderrIsTTY: boolean;
    readonly quiet: boolean;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): ProgressMode {
  const { stderrIsTTY, quiet, env } = surroundings;
  if (quiet || flag === 'none') return 'none';
  const canDraw = stderrIsTTY && env['TERM'] !== 'dumb';
  const inCi = !['', '0', 'false'].includes(env['CI'] ?? '');
  return canDraw && (flag === 'bar' || (flag === 'auto' && !inCi)) ? 'bar' : 'plain';
}

/** A display of one import on this stream. `none` shows no figures and no title, but lines. */
export function createProgress(options: ProgressOptions): Progress {
  const write = safeWriter(options.stream);
  const line = (text: string) => write(`batchctl: ${printable(text)}\n`);
  if (options.mode === 'none') return { update: () => undefined, line, stop: () => undefined };
  line(options.title);
  return options.mode === 'bar' ? barProgress(options, write) : { ...plainProgress(options.clock, line), line };
}

function barProgress({ stream, clock, palette }: ProgressOptions, write: (text: string) => void): Progress {
  const pace = createPaceMeter();
  let board: Board | undefined;
  let latest: ProgressFigures | undefined;
  let last = 0;
  let stopped = false;
  const draw = (message?: string) => {
    if (latest === undefined) return;
    last = clock.now();
    board ??= openBoard(write);
    const columns = stream.columns || USUAL_COLUMNS;
    // One column stays free: a character in the last one would make some terminals wrap.
    const lines = barLines(latest, pace(latest, last), Math.max(1, columns - 1));
    board.draw({ lines, columns, palette, message });
  };
  return {
    update(figures) {
      if (stopped) return;
      latest = figures;
      if (board === undefined || clock.now() - last >= BAR_INTERVAL) draw();
    },
    line(text) {
      const message = `batchctl: ${printable(text)}\n`;
      if (board === undefined || stopped) write(message);
      else draw(message);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      draw();
      board?.close();
    },
  };
}

interface Frame {
  readonly lines: readonly string[];
  readonly columns: number;
  readonly palette: Palette;
  /** A whole line to leave above the bars. */
  readonly message: string | undefined;
}

interface Board {
  draw(frame: Frame): void;
  close(): void;
}

const format = (_options: unknown, _params: unknown, payload: { readonly text: string }) => payload.text;

/** Three bars of cli-progress that draw only when told to, each frame in one write. */
function openBoard(write: (text: string) => void): Board {
  let frame = '';
  let widths: readonly number[] = [];
  const screen = Object.assign(
    new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        frame += text;
        done();
      },
    }),
    // The lines are fitted already, and cli-progress would count colours as text.
    { isTTY: true, columns: Number.MAX_SAFE_INTEGER },
  );
  const flush = () => {
    // Once more with each frame: whoever stopped the program for a while (Ctrl-Z) had it shown.
    write(HIDE_CURSOR + frame);
    frame = '';
  };
  // With gracefulExit it would take Ctrl-C for itself; without linewrap it would turn off the terminal's.
  const settings = { stream: screen, format, linewrap: true, hideCursor: true, forceRedraw: true, gracefulExit: false };
  const bars: MultiBar & { timer?: NodeJS.Timeout } = new MultiBar(settings);
  const rows: SingleBar[] = [];
  for (const event of ['redraw-pre', 'stop-pre-clear']) bars.on(event, () => screen.write(CLEAR_BELOW));
  return {
    draw({ lines, columns, palette, message }) {
      const overflow = widths.reduce((sum, width) => sum + Math.ceil(width / columns) - 1, 0);
      // A terminal that became narrower has broken the lines drawn before into more.
      if (overflow > 0) screen.write(`\u001B[${overflow}A`);
      for (const [index, line] of lines.entries()) {
        const payload = { text: painted(line, palette) };
        if (rows[index] === undefined) rows.push(bars.create(1, 0, payload));
        else rows[index].update(payload);
      }
      if (message !== undefined) bars.log(message);
      bars.update();
      // Its timer would draw on by itself and keep the process alive.
      clearTimeout(bars.timer);
      widths = lines.map(displayWidth);
      flush();
    },
    close() {
      bars.stop();
      flush();
    },
  };
}

function painted(line: string, palette: Palette): string {
  return line
    .replace(/█+/, palette.green)
    .replace(/░+/, palette.dim)
    .replace(/[\d,]+ rejected$/, palette.yellow);
}

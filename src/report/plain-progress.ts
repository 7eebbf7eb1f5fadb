/** Progress for a log: a line now and then. */
import { createPaceMeter } from './pace.js';
import { progressLine } from './progress-text.js';
import type { ProgressFigures } from './report.js';

/** Milliseconds between two lines, at least. */
const INTERVAL = 10_000;

interface PlainProgress {
  update(figures: ProgressFigures): void;
  stop(): void;
}

/** Gives `line` what to print, the first time after ten seconds. `stop` shows the end of what was shown on the way. */
export function plainProgress(clock: { now(): number }, line: (text: string) => void): PlainProgress {
  const pace = createPaceMeter();
  let last = clock.now();
  let unshown: ProgressFigures | undefined;
  let lines = 0;
  const show = (figures: ProgressFigures, now: number) => {
    last = now;
    unshown = undefined;
    lines += 1;
    line(progressLine(figures, pace(figures, now)));
  };
  return {
    update(figures) {
      const now = clock.now();
      if (lines === 0 && unshown === undefined) pace(figures, now);
      if (now - last >= INTERVAL) show(figures, now);
      else unshown = figures;
    },
    stop() {
      // An import that was over before its first line needs none: the summary says it all.
      if (lines > 0 && unshown !== undefined) show(unshown, clock.now());
    },
  };
}

/** An import's display on the terminal of this process: progress-child.ts SCENARIO. For progress-terminal.test.ts. */
import { createPalette } from '../../src/report/palette.js';
import { createProgress, type Progress } from '../../src/report/progress.js';

const TOTAL = 20_000;
const { stderr } = process;

function figures(rows: number) {
  const bytes = rows * 123;
  return {
    bytes,
    totalBytes: TOTAL * 123,
    read: rows,
    sent: rows,
    settled: rows,
    rejected: 3,
    retries: 1,
    inFlight: 2,
  };
}

function open(mode: 'bar' | 'plain'): Progress {
  return createProgress({
    stream: stderr,
    mode,
    title: 'a.csv',
    clock: { now: () => performance.now() },
    palette: createPalette(stderr, process.env),
  });
}

/** Updates until all is settled, with a pause between two frames. */
async function importAll(progress: Progress, from: number): Promise<void> {
  for (let rows = from; rows <= TOTAL; rows += 2000) {
    progress.update(figures(rows));
    await pause(25);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
  });
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  async whole() {
    const progress = open('bar');
    progress.line('before');
    await importAll(progress, 0);
    progress.line('last words');
    progress.stop();
    progress.stop();
    progress.line('after');
  },
  async resized() {
    const progress = open('bar');
    progress.update(figures(2000));
    const resized = new Promise((done) => {
      stderr.once('resize', done);
    });
    progress.line('<resize 40>');
    // Waiting for a signal alone wouldn't keep this process.
    await Promise.race([resized, pause(5000)]);
    await pause(150);
    await importAll(progress, 4000);
    progress.stop();
    process.exit();
  },
  async interrupted() {
    const progress = open('bar');
    process.once('SIGINT', () => {
      progress.stop();
      process.exit(130);
    });
    progress.update(figures(2000));
    progress.line('<interrupt>');
    await pause(5000);
  },
  async unguarded() {
    const progress = open('bar');
    progress.update(figures(2000));
    progress.line('<interrupt>');
    await pause(5000);
  },
  async abandoned() {
    open('bar').update(figures(2000));
    await pause(0);
  },
  async piped() {
    const progress = open('plain');
    for (let line = 0; line < 200; line += 1) {
      progress.line('x'.repeat(1000));
      await pause(1);
    }
    progress.stop();
    process.stdout.write('still here\n');
  },
};

await scenarios[process.argv[2] ?? '']?.();

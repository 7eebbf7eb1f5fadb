/** A second opinion on what a CSV file says: Python's csv module, in one process for any number of files. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const SCRIPT = `
import csv, io, json, sys
for line in sys.stdin:
    text, delimiter, quote, escape = json.loads(line)
    signs = {'quoting': csv.QUOTE_NONE} if quote == '' else {'quotechar': quote}
    if escape != quote:
        signs.update(escapechar=escape, doublequote=False)
    try:
        rows = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True, **signs)
        print(json.dumps([row for row in rows if row][1:]), flush=True)
    except csv.Error:
        print('"error"', flush=True)
`;

export type Asked = readonly [text: string, delimiter: string, quote: string, escape: string];

const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' });

/** Why it can't be asked; false where it can. */
export const noPythonCsv =
  version.stdout?.trim() === 'True' ? false : 'no python3 of version 3.11 or later, whose csv takes NUL';

export class PythonCsv {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    const child = spawn('python3', ['-c', SCRIPT], {
      env: { PATH: process.env['PATH'], PYTHONIOENCODING: 'utf8' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** What it reads behind the first row of each file: lists of lists, or `error`. */
  async read(files: readonly Asked[]): Promise<unknown[]> {
    this.#child.stdin?.write(files.map((file) => `${JSON.stringify(file)}\n`).join(''));
    const read: unknown[] = [];
    for (const _ of files) {
      const { value, done } = await this.#answers.next();
      if (done === true) throw new Error('Python ended');
      read.push(JSON.parse(value));
    }
    return read;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.stdin?.end();
    await ended;
  }
}

/** A terminal's screen, as far as the progress display uses one. */

const SEQUENCE = new RegExp(String.raw`${String.fromCharCode(27)}\[([?\d;]*)([A-Za-z])`, 'y');

/** Takes what is written to a terminal and knows what stands there afterwards. Every character is one column wide. */
export class Screen {
  readonly #rows: string[] = [''];
  #row = 0;
  #column = 0;
  columns: number;
  cursorShown = true;
  lineWrapping = true;
  /** How often text ran over the right edge. */
  wraps = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** The rows without trailing spaces and without empty rows at the end. */
  get text(): string {
    return this.#rows
      .map((row) => row.trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** The row that the cursor is in, from 0, and its column. */
  get cursor(): readonly [number, number] {
    return [this.#row, this.#column];
  }

  /** Text with control sequences. A line feed goes down; only with `cooked` to the first column too, as a tty makes it. */
  write(text: string, cooked = true): void {
    for (let at = 0; at < text.length;) {
      SEQUENCE.lastIndex = at;
      const sequence = SEQUENCE.exec(text);
      if (sequence === null) {
        this.#put(text.charAt(at), cooked);
        at += 1;
      } else {
        this.#obey(sequence[1] ?? '', sequence[2] ?? '');
        at += sequence[0].length;
      }
    }
  }

  /** Breaks rows that became too long into more, as terminals do. */
  resize(columns: number): void {
    this.columns = columns;
    const before = this.#rows.splice(0).map((row) => row.trimEnd());
    const target = this.#row;
    for (const [index, row] of before.entries()) {
      const pieces = Math.max(1, Math.ceil(row.length / columns));
      for (let piece = 0; piece < pieces; piece += 1)
        this.#rows.push(row.slice(piece * columns, (piece + 1) * columns));
      if (index === target) this.#row = this.#rows.length - 1;
    }
    this.#column %= columns;
  }

  #put(character: string, cooked: boolean): void {
    if (character === '\n') this.#down(cooked ? 0 : this.#column);
    else if (character === '\r') this.#column = 0;
    else if (character < ' ') throw new Error(`control character ${character.charCodeAt(0)}`);
    else this.#print(character);
  }

  #print(character: string): void {
    if (this.#column >= this.columns) {
      this.wraps += 1;
      this.#down(0);
    }
    const row = (this.#rows[this.#row] ?? '').padEnd(this.#column);
    this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1);
    this.#column += 1;
  }

  #down(column: number): void {
    this.#row += 1;
    this.#column = column;
    if (this.#row === this.#rows.length) this.#rows.push('');
  }

  #obey(parameters: string, command: string): void {
    const count = Number(parameters || '1');
    if (command === 'A') this.#row = Math.max(0, this.#row - count);
    else if (command === 'G') this.#column = count - 1;
    else if (command === 'J') this.#clearBelow();
    else if (command === 'K') this.#clearLine(parameters);
    else if (command === 't') this.resize(Number(parameters.split(';')[2]));
    else if (parameters === '?25') this.cursorShown = command === 'h';
    else if (parameters === '?7') this.lineWrapping = command === 'h';
    else if (command !== 'm') throw new Error(`unknown sequence ${parameters}${command}`);
  }

  #clearBelow(): void {
    this.#rows.length = this.#row + 1;
    this.#clearLine('0');
  }

  #clearLine(parameters: string): void {
    const row = this.#rows[this.#row] ?? '';
    this.#rows[this.#row] = parameters === '2' ? '' : row.slice(0, this.#column);
  }
}

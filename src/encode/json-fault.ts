/** Where a text stops being JSON, and what should stand there. */
export interface JsonFault {
  /** UTF-16 code units in front of it. */
  readonly at: number;
  readonly expected: string;
}

/**
 * Looks for the first fault: undefined exactly for what `JSON.parse` accepts. The parser's own message quotes the data,
 * names no position for some faults, and reads differently from one version of Node.js to the next.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const reader = new Reader(text);
  while (reader.skipBlanks()) {
    if (!reader.step()) return { at: reader.at, expected: reader.expected };
  }
  return reader.expected === 'nothing more' ? undefined : { at: reader.at, expected: reader.expected };
}

/** What may stand at the next sign, by the name that a message gives it. */
type State = 'a value' | 'a name in double quotes' | 'a colon' | 'a comma or a closing bracket' | 'nothing more';

const LITERALS = ['true', 'false', 'null'];
const STRING_STOP = /["\\]|[^ -\uFFFF]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Reader {
  at = 0;
  #state: State = 'a value';
  /** Expected within a string or a number. */
  #missing: string | undefined;
  readonly #text: string;
  /** The closing bracket of each array and object around. */
  readonly #closing: string[] = [];
  /** Right behind an opening bracket. */
  #mayClose = false;

  constructor(text: string) {
    this.#text = text;
  }

  get expected(): string {
    return this.#missing ?? this.#state;
  }

  /** False at the end. */
  skipBlanks(): boolean {
    while (' \t\r\n'.includes(this.#text[this.at] ?? 'x')) this.at += 1;
    return this.at < this.#text.length;
  }

  /** Passes what is expected. False: something else stands there. */
  step(): boolean {
    const sign = this.#text[this.at] ?? '';
    if (this.#mayClose && sign === this.#closing.at(-1)) return this.#close();
    if (this.#state === 'a value') return this.#value(sign);
    if (this.#state === 'a name in double quotes') return sign === '"' && this.#string('a colon');
    if (this.#state === 'a colon') return sign === ':' && this.#go(1, 'a value');
    return this.#state === 'a comma or a closing bracket' && this.#next(sign);
  }

  #next(sign: string): boolean {
    if (sign === this.#closing.at(-1)) return this.#close();
    return sign === ',' && this.#go(1, this.#closing.at(-1) === '}' ? 'a name in double quotes' : 'a value');
  }

  #value(sign: string): boolean {
    if (sign === '"') return this.#string(this.#behindValue);
    if (sign === '{') return this.#open('}', 'a name in double quotes');
    if (sign === '[') return this.#open(']', 'a value');
    const literal = LITERALS.find((word) => this.#text.startsWith(word, this.at));
    if (literal !== undefined) return this.#go(literal.length, this.#behindValue);
    return (sign === '-' || isDigit(sign)) && this.#number();
  }

  get #behindValue(): State {
    return this.#closing.length === 0 ? 'nothing more' : 'a comma or a closing bracket';
  }

  #go(length: number, expected: State): boolean {
    this.at += length;
    this.#state = expected;
    this.#mayClose = false;
    return true;
  }

  #open(closing: string, expected: State): boolean {
    this.#closing.push(closing);
    this.#go(1, expected);
    this.#mayClose = true;
    return true;
  }

  #close(): boolean {
    this.#closing.pop();
    return this.#go(1, this.#behindValue);
  }

  #string(behind: State): boolean {
    this.at += 1;
    for (;;) {
      STRING_STOP.lastIndex = this.at;
      const stop = STRING_STOP.exec(this.#text);
      this.at = stop?.index ?? this.#text.length;
      if (stop === null) return this.#fail('a closing quote');
      if (stop[0] === '"') return this.#go(1, behind);
      if (stop[0] !== '\\') return this.#fail('an escaped control character');
      ESCAPE.lastIndex = this.at;
      const escape = ESCAPE.exec(this.#text);
      if (escape === null) return this.#fail('a valid escape');
      this.at += escape[0].length;
    }
  }

  #number(): boolean {
    if (this.#text[this.at] === '-') this.at += 1;
    if (this.#text[this.at] === '0') this.at += 1;
    else if (!this.#digits()) return this.#fail('a digit');
    if (this.#text[this.at] === '.') {
      this.at += 1;
      if (!this.#digits()) return this.#fail('a digit');
    }
    if (/[eE]/.test(this.#text[this.at] ?? '')) {
      this.at += /[-+]/.test(this.#text[this.at + 1] ?? '') ? 2 : 1;
      if (!this.#digits()) return this.#fail('a digit');
    }
    return this.#go(0, this.#behindValue);
  }

  #digits(): boolean {
    const from = this.at;
    while (isDigit(this.#text[this.at] ?? '')) this.at += 1;
    return this.at > from;
  }

  #fail(missing: string): false {
    this.#missing = missing;
    return false;
  }
}

function isDigit(sign: string): boolean {
  return sign >= '0' && sign <= '9';
}

/** A Python that writes JSON and signs it: the vendor's own way, as a second opinion. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const SCRIPT = `
import hashlib, hmac, json, sys
getattr(sys, 'set_int_max_str_digits', print)(0)
def no(word): raise ValueError(word)
def sign(secret, text): return 'sha256=' + hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
for line in sys.stdin:
    text, secret = json.loads(line)
    try: value = json.loads(text, parse_constant=no)
    except ValueError: answer = None
    else:
        plain, ordered = json.dumps(value), json.dumps(value, sort_keys=True)
        answer = [plain, ordered, sign(secret, plain), sign(secret, ordered)]
    print(json.dumps(answer), flush=True)
`;

export interface Opinion {
  readonly plain: string;
  readonly sorted: string;
  /** Headers' values, of either text. */
  readonly plainSignature: string;
  readonly sortedSignature: string;
}

/** Why tests with Python are skipped, or false. */
export const withoutPython =
  spawnSync('python3', ['--version']).status === 0 ? false : 'no python3 to compare with: not found';

/** A running Python; one question at a time. */
export class Python {
  readonly #child = spawn('python3', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  /** What it makes of a text, and signs with the secret; undefined where it finds no JSON. */
  async ask(text: string, secret = ''): Promise<Opinion | undefined> {
    this.#child.stdin.write(`${JSON.stringify([text, secret])}\n`);
    const { value } = await this.#lines.next();
    const answer: unknown = JSON.parse(String(value));
    if (!Array.isArray(answer)) return undefined;
    const [plain = '', sorted = '', plainSignature = '', sortedSignature = ''] = answer.map(String);
    return { plain, sorted, plainSignature, sortedSignature };
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

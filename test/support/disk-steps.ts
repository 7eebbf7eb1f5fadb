/** What a run did to its files, step by step, read from a trace of its system calls. */
import { pathOf, stringsIn, type Call } from './strace-log.js';

/** A file is known by a number for as long as it is written to, whatever it is called. */
export type Step =
  | { readonly kind: 'mkdir'; readonly path: string }
  | { readonly kind: 'create'; readonly path: string; readonly file: number }
  | { readonly kind: 'write'; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: number; readonly length: number }
  /** What was written to it is on disk. */
  | { readonly kind: 'sync'; readonly file: number }
  /** The names in it are on disk. */
  | { readonly kind: 'sync-names'; readonly directory: string }
  | { readonly kind: 'rename'; readonly file: number; readonly from: string; readonly path: string }
  | { readonly kind: 'link'; readonly file: number; readonly path: string }
  | { readonly kind: 'unlink'; readonly file: number; readonly path: string }
  /** A request left for the service. */
  | { readonly kind: 'asked' }
  /** Its answer came. */
  | { readonly kind: 'answered' };

export interface Recording {
  readonly steps: readonly Step[];
  /** Files that were there before, by their numbers. */
  readonly before: ReadonlyMap<string, { readonly file: number; readonly content: Buffer }>;
}

/** `calls` are of a whole run in one directory, with `-yy` and whole strings; `before` is what was there. */
export function recordingOf(calls: readonly Call[], directory: string, before: ReadonlyMap<string, Buffer>): Recording {
  const recorder = new Recorder(directory, before);
  for (const call of calls) if (!call.result.startsWith('-1') && !call.result.startsWith('?')) recorder.take(call);
  return recorder;
}

class Recorder implements Recording {
  readonly steps: Step[] = [];
  readonly before = new Map<string, { readonly file: number; readonly content: Buffer }>();
  readonly #directory: string;
  readonly #names = new Map<string, number>();
  readonly #lengths: number[] = [];
  #isAsking = false;

  constructor(directory: string, before: ReadonlyMap<string, Buffer>) {
    this.#directory = directory;
    for (const [path, content] of before) this.before.set(path, { file: this.#add(path, content.length), content });
  }

  take({ name, args, result }: Call): void {
    if (pathOf(args)?.startsWith('TCP:') === true) this.#talk(name, args);
    else if (name === 'openat') this.#open(pathOf(result), args);
    else if (['mkdir', 'rename', 'link', 'unlink'].includes(name)) this.#name(name, stringsIn(args).map(String));
    else this.#content(name, args);
  }

  #talk(name: string, args: string): void {
    const text = stringsIn(args).join('');
    const isRequest = name.startsWith('write') && /^(?:POST|GET) /.test(text);
    if (isRequest) this.steps.push({ kind: 'asked' });
    // One request after the other: what is read first behind one is its answer.
    else if (name.startsWith('read') && text !== '' && this.#isAsking) this.steps.push({ kind: 'answered' });
    if (isRequest || name.startsWith('read')) this.#isAsking = isRequest;
  }

  #open(path: string | undefined, args: string): void {
    if (path === undefined || !this.#isOurs(path)) return;
    const file = this.#names.get(path);
    if (file === undefined && args.includes('O_CREAT'))
      this.steps.push({ kind: 'create', path, file: this.#add(path, 0) });
    else if (file !== undefined && args.includes('O_TRUNC')) this.#truncate(file, 0);
  }

  #name(call: string, [first = '', second = '']: readonly string[]): void {
    if (!this.#isOurs(first)) return;
    if (call === 'mkdir') {
      this.steps.push({ kind: 'mkdir', path: first });
      return;
    }
    const file = this.#fileAt(first);
    if (call === 'unlink') this.steps.push({ kind: 'unlink', file, path: first });
    else if (call === 'link') this.steps.push({ kind: 'link', file, path: second });
    else this.steps.push({ kind: 'rename', file, from: first, path: second });
    if (call !== 'link') this.#names.delete(first);
    if (call !== 'unlink') this.#names.set(second, file);
  }

  #content(call: string, args: string): void {
    const path = pathOf(args);
    if (path === undefined || !this.#isOurs(path)) return;
    if (/^f(?:data)?sync$/.test(call)) {
      const file = this.#names.get(path);
      this.steps.push(file === undefined ? { kind: 'sync-names', directory: path } : { kind: 'sync', file });
    } else if (call === 'ftruncate') this.#truncate(this.#fileAt(path), Number(/(\d+)$/.exec(args)?.[1]));
    else if (/^p?write/.test(call)) {
      const file = this.#fileAt(path);
      const bytes = Buffer.concat(stringsIn(args.slice(args.indexOf('>') + 1)));
      const at = call === 'write' ? this.#lengthOf(file) : Number(/(\d+)$/.exec(args)?.[1]);
      this.#lengths[file] = Math.max(this.#lengthOf(file), at + bytes.length);
      this.steps.push({ kind: 'write', file, at, bytes });
    }
  }

  #truncate(file: number, length: number): void {
    this.#lengths[file] = length;
    this.steps.push({ kind: 'truncate', file, length });
  }

  #add(path: string, length: number): number {
    this.#lengths.push(length);
    this.#names.set(path, this.#lengths.length - 1);
    return this.#lengths.length - 1;
  }

  #lengthOf(file: number): number {
    return this.#lengths[file] ?? 0;
  }

  #fileAt(path: string): number {
    const file = this.#names.get(path);
    if (file === undefined) throw new Error(`${path} is used, and nobody made it`);
    return file;
  }

  #isOurs(path: string): boolean {
    return path === this.#directory || path.startsWith(`${this.#directory}/`);
  }
}

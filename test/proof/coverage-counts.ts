/** What was counted of each source, place by place: it can be kept in a file, and more be added in a later run. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Of one way in which a source is built: by `line:column`, that it was run. */
type Places = Record<string, boolean>;

interface Source {
  /** Of its text: what was counted in another text says nothing of this one. */
  readonly hash: string;
  readonly branches: string[];
  readonly built: Record<string, Places>;
}

interface Kept {
  /** The test files that have been run, and whether they passed. */
  readonly tests: Record<string, boolean>;
  readonly sources: Record<string, Source>;
}

export class Counts {
  readonly tests: Record<string, boolean>;
  readonly #file: string | undefined;
  readonly #sources: Record<string, Source>;
  readonly #known = new Set<string>();
  readonly #open = new Map<Places, ReadonlyMap<string, readonly (readonly [column: number, isRun: boolean])[]>>();

  /** Goes on from what `file` keeps, if there is one and it is there. */
  constructor(file: string | undefined) {
    this.#file = file;
    const kept: Kept =
      file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { tests: {}, sources: {} };
    this.tests = kept.tests;
    this.#sources = kept.sources;
  }

  /** To be called for each source before anything is added: drops what was counted in another text. Those that aren't known are forgotten. */
  know(path: string, text: string): void {
    this.#known.add(path);
    const hash = createHash('sha256').update(text).digest('hex');
    if (this.#sources[path]?.hash !== hash) this.#sources[path] = { hash, branches: [], built: {} };
  }

  /** A place as it was found in a source that was built in some way. Those of unknown sources are left out. */
  add(built: string, place: string, isRun: boolean): void {
    const [path, where] = split(place);
    const source = this.#sources[path];
    if (source === undefined) return;
    const places = (source.built[built] ??= {});
    places[where] = places[where] === true || isRun;
  }

  addBranch(place: string): void {
    const [path, where] = split(place);
    const source = this.#sources[path];
    if (source !== undefined && !source.branches.includes(where)) source.branches.push(where);
  }

  keep(): void {
    if (this.#file === undefined) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify({ tests: this.tests, sources: this.#sources } satisfies Kept));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** Of each source its branches, and whether one was taken in some process. Nothing is added behind that. */
  *branches(): Generator<readonly [path: string, branches: ReadonlyMap<string, boolean>]> {
    for (const path of [...this.#known].toSorted()) {
      const { branches = [], built = {} } = this.#sources[path] ?? {};
      const taken = (where: string) => Object.values(built).some((places) => this.#wasRun(places, where));
      yield [path, new Map(branches.map((where) => [where, taken(where)]))];
    }
  }

  /** Built in another way a line may be known by other columns: then the last one before it counts. */
  #wasRun(places: Places, where: string): boolean {
    const lines = this.#open.get(places) ?? byLine(places);
    this.#open.set(places, lines);
    const [line = '', column] = where.split(':');
    const known = lines.get(line) ?? [];
    const [, isRun] = known.findLast(([at]) => at <= Number(column)) ?? known[0] ?? [];
    return isRun === true;
  }
}

function split(place: string): readonly [path: string, where: string] {
  const [, path = '', where = ''] = /^(.*):(\d+:\d+)$/.exec(place) ?? [];
  return [path, where];
}

function byLine(places: Places): Map<string, (readonly [column: number, isRun: boolean])[]> {
  const lines = new Map<string, (readonly [column: number, isRun: boolean])[]>();
  for (const [where, isRun] of Object.entries(places)) {
    const [line = '', column] = where.split(':');
    const columns = lines.get(line) ?? [];
    lines.set(line, columns);
    columns.push([Number(column), isRun]);
  }
  for (const columns of lines.values()) columns.sort(([one], [two]) => one - two);
  return lines;
}

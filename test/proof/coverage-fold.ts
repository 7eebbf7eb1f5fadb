/** What V8 counted in any number of processes, put together, and brought back to the lines of src/. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { segmentsIn, type Segment } from './mappings.js';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

export interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

interface MapData {
  readonly sources: readonly string[];
  readonly mappings: string;
}

export interface BuiltFrom {
  readonly lineLengths: readonly number[];
  readonly data: MapData | null;
}

/** Where what was built came from. The loader builds some of what was built once more: then its map leads to another map. */
class Origins {
  readonly segments: readonly Segment[];
  readonly #sources: readonly string[];
  readonly #built = new Map<string, ReadonlyMap<number, readonly (readonly [segment: Segment, place: string])[]>>();

  constructor(url: string, { sources, mappings }: MapData) {
    const directory = dirname(fileURLToPath(url));
    this.segments = [...segmentsIn(mappings)];
    this.#sources = sources.map((source) =>
      source.startsWith('file:') ? fileURLToPath(source) : resolve(directory, source),
    );
  }

  /** As `path:line:column`, lines from 1. */
  placeOf({ source, sourceLine, sourceColumn }: Segment): string | undefined {
    const path = this.#sources[source] ?? '';
    if (!isBuilt(path)) return `${path}:${sourceLine + 1}:${sourceColumn}`;
    const line = this.#linesOf(path).get(sourceLine) ?? [];
    return line.findLast(([{ column }]) => column <= sourceColumn)?.[1];
  }

  #linesOf(path: string): ReadonlyMap<number, readonly (readonly [segment: Segment, place: string])[]> {
    const known = this.#built.get(path);
    if (known !== undefined) return known;
    const data: MapData = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
    const origins = new Origins(pathToFileURL(path).href, data);
    const lines = new Map<number, [Segment, string][]>();
    for (const segment of origins.segments) {
      const line = lines.get(segment.line) ?? [];
      lines.set(segment.line, line);
      line.push([segment, origins.placeOf(segment) ?? '']);
    }
    this.#built.set(path, lines);
    return lines;
  }
}

/** Asked for every segment, and the same few paths each time. */
const built = new Map<string, boolean>();

function isBuilt(path: string): boolean {
  const known = built.get(path) ?? existsSync(`${path}.map`);
  built.set(path, known);
  return known;
}

/** One file as it was run: a source by itself, or several put together. */
export class Program {
  /** By its offset: that it was run in some process. */
  readonly #wasRun: Uint8Array;
  /** Where something begins that may be run when what is around it isn't. */
  readonly #starts = new Set<number>();
  /** `path:line:column` of each place that is known, by offset. */
  readonly #places: (readonly [offset: number, place: string])[] = [];

  constructor(url: string, { lineLengths, data }: BuiltFrom) {
    // A line's length is without its break.
    const lines: number[] = [];
    let length = 0;
    for (const line of lineLengths) {
      lines.push(length);
      length += line + 1;
    }
    this.#wasRun = new Uint8Array(length);
    const map = data === null ? undefined : new Origins(url, data);
    for (const segment of map?.segments ?? []) {
      const place = map?.placeOf(segment);
      if (place === undefined) continue;
      this.#places.push([(lines[segment.line] ?? 0) + segment.column, place]);
    }
  }

  /** What one process made of it: outer ranges stand before those within. */
  add({ functions }: Script): void {
    const run = new Uint8Array(this.#wasRun.length);
    const ranges = functions.flatMap((one) => one.ranges);
    const sorted = ranges.toSorted((one, two) => one.startOffset - two.startOffset || two.endOffset - one.endOffset);
    for (const { startOffset, endOffset, count } of sorted) {
      run.fill(count > 0 ? 1 : 0, startOffset, endOffset);
      this.#starts.add(startOffset);
    }
    for (const [offset, value] of run.entries()) if (value === 1) this.#wasRun[offset] = 1;
  }

  /** The place in a source of each of its branches. */
  *branches(): Generator<string> {
    for (const start of this.#starts) {
      const place = this.#placeOf(start);
      if (place !== undefined) yield place;
    }
  }

  /** Each place that is known, and whether it was run. */
  *places(): Generator<readonly [place: string, isRun: boolean]> {
    for (const [offset, place] of this.#places) yield [place, this.#wasRun[offset] === 1];
  }

  /** The first that is known at an offset or behind it. */
  #placeOf(offset: number): string | undefined {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.[0] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return this.#places[low]?.[1];
  }
}

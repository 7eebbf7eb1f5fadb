/** The rules of src/, each a function from the files to what breaks it. */
import { dirname, join } from 'node:path/posix';
import { importsOf, lineAt, sourceText, type SourceText } from './source-text.js';

/** Path from the repository's root, such as `src/cli/import.ts`, to text. */
export type Tree = ReadonlyMap<string, string>;

export interface Rule {
  readonly sentence: string;
  readonly check: (files: readonly File[]) => readonly Finding[];
}

interface File {
  readonly path: string;
  readonly text: string;
  readonly source: SourceText;
  readonly imports: readonly { readonly specifier: string; readonly line: number; readonly file: string | undefined }[];
}

interface Finding {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

const BASE = ['record', 'errors', 'lock', 'nearest', 'disk', 'package-file'];
const STAGES = ['source', 'encode', 'journal', 'target', 'report', 'sandbox', 'webhook'];
/** What a room may import besides itself. */
const BELOW: ReadonlyMap<string, readonly string[]> = new Map([
  ['main', ['cli', 'import', ...STAGES, ...BASE]],
  ['cli', ['import', ...STAGES, ...BASE]],
  ['import', [...STAGES, ...BASE]],
  ...STAGES.map((room) => [room, BASE] as const),
  ...BASE.map((room) => [room, BASE] as const),
]);

/** Where a package may be imported, and in how many files. */
const DOORS: ReadonlyMap<string, { readonly under: string; readonly files: number }> = new Map([
  ['commander', { under: 'src/cli/', files: Infinity }],
  ['csv-parse', { under: 'src/encode/', files: Infinity }],
  ['ndjson', { under: 'src/', files: 1 }],
  ['got', { under: 'src/target/http.ts', files: 1 }],
  ['cli-progress', { under: 'src/report/progress.ts', files: 1 }],
  ['chalk', { under: 'src/report/palette.ts', files: 1 }],
  ['ajv', { under: 'src/encode/json-schema.ts', files: 1 }],
  ['ajv-formats', { under: 'src/encode/json-schema.ts', files: 1 }],
  ['tinyglobby', { under: 'src/cli/named-files.ts', files: 1 }],
  ['zstddec', { under: 'src/source/zstd.ts', files: 1 }],
  ['node-sqlite3-wasm', { under: 'src/sandbox/', files: 1 }],
]);

const VAGUE_NAME = /^(?:utils?|helpers?|common|types?|index)\.ts$/;
const AMBIENT = [
  /(?<![.\w$])(?:process|console)\b(?!\s*[:?])/g,
  /(?<![\w$])(?:Date\.now|Math\.random)\b/g,
  /(?<![.\w$])performance\s*\./g,
  /\bnew Date\b(?!\s*\(\s*[^\s)])/g,
  /(?<![.\w$]|typeof )(?:setTimeout|setInterval|setImmediate)\b/g,
];
const AMBIENT_MODULES = /^node:(?:process|console|timers|timers\/promises|perf_hooks)$/;

export const RULES: readonly Rule[] = [
  {
    sentence: 'Imports point down: main, cli, import, then one room of the stages, then record, errors and lock.',
    check: (files) => files.flatMap((file) => file.imports.flatMap((entry) => misdirected(file, entry))),
  },
  { sentence: 'One door a package: each is imported only where its door is.', check: wrongDoors },
  { sentence: 'Imports make no circle.', check: circles },
  {
    sentence: 'A file is named for its one job, never utils, helpers, common, types or index.',
    check: (files) =>
      files
        .filter(({ path }) => VAGUE_NAME.test(path.split('/').at(-1) ?? ''))
        .map(({ path }) => ({ path, line: 1, what: 'says nothing' })),
  },
  { sentence: 'No barrels: no `export *`, no file that only exports what others wrote.', check: barrels },
  {
    sentence:
      'process, console, clocks, timers and chance come from main: only main.ts, lock.ts and sandbox/ use them.',
    check: (files) => files.filter(({ path }) => !/^src\/(?:main\.ts|lock\.ts|sandbox\/)/.test(path)).flatMap(ambient),
  },
];

/** What breaks these rules: each the rule's sentence and the places. Empty when nothing does. */
export function breaches(files: readonly File[], rules: readonly Rule[] = RULES): string[] {
  return rules.flatMap(({ sentence, check }) => {
    const found = check(files).map(({ path, line, what }) => `  ${path}:${line} ${what}`);
    return found.length === 0 ? [] : [`${sentence}\n${found.join('\n')}`];
  });
}

/** The files with their imports found. */
export function filesOf(tree: Tree): File[] {
  return [...tree].map(([path, text]) => fileOf(path, text));
}

function fileOf(path: string, text: string): File {
  const source = sourceText(text);
  const imports = importsOf(source).map(({ specifier, line }) => ({
    specifier,
    line,
    file: specifier.startsWith('.') ? join(dirname(path), specifier).replace(/\.js$/, '.ts') : undefined,
  }));
  return { path, text, source, imports };
}

/** `src/cli/import.ts` is in `cli`, `src/main.ts` in `main`. */
function roomOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}

function misdirected({ path }: File, { file, line, specifier }: File['imports'][number]): Finding[] {
  if (file === undefined || roomOf(file) === roomOf(path)) return [];
  const allowed = BELOW.get(roomOf(path));
  return allowed?.includes(roomOf(file)) === true ? [] : [{ path, line, what: `imports ${specifier}` }];
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function wrongDoors(files: readonly File[]): Finding[] {
  const users = new Map<string, string[]>();
  const found: Finding[] = [];
  for (const { path, imports } of files) {
    for (const { specifier, line } of imports) {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
      const name = packageOf(specifier);
      const others = users.get(name)?.filter((user) => user !== path) ?? [];
      users.set(name, [...others, path]);
      const door = DOORS.get(name);
      const fits = door !== undefined && path.startsWith(door.under) && others.length < door.files;
      if (!fits) found.push({ path, line, what: `imports ${name}` });
    }
  }
  return found;
}

function circles(files: readonly File[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: Finding[] = [];
  const visit = (file: File, trail: readonly string[]) => {
    for (const { file: next, line } of file.imports) {
      if (next === undefined || done.has(next)) continue;
      const start = trail.indexOf(next);
      const target = byPath.get(next);
      if (start >= 0) found.push({ path: file.path, line, what: `closes ${trail.slice(start).join(' → ')}` });
      else if (target !== undefined) visit(target, [...trail, next]);
    }
    done.add(file.path);
  };
  for (const file of files) if (!done.has(file.path)) visit(file, [file.path]);
  return found;
}

function barrels(files: readonly File[]): Finding[] {
  return files.flatMap(({ path, source }) => {
    const star = /\bexport\s+(?:type\s+)?\*/.exec(source.bare);
    if (star !== null) return [{ path, line: lineAt(source.bare, star.index), what: 'exports everything of another' }];
    const passesOn = /\bexport\s+(?:type\s+)?\{/.test(source.bare);
    const own = source.code
      .replace(/\b(?:import|export)\s[^;]*?\bfrom\s*['"][^'"]*['"];?/g, '')
      .replace(/\bexport\s+(?:type\s+)?\{[^}]*\};?/g, '');
    return passesOn && own.trim() === '' ? [{ path, line: 1, what: 'has nothing of its own' }] : [];
  });
}

function ambient({ path, source, imports }: File): Finding[] {
  const names = AMBIENT.flatMap((pattern) =>
    [...source.bare.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(source.bare, match.index),
      what: `uses ${match[0].trim()}`,
    })),
  );
  const modules = imports
    .filter(({ specifier }) => AMBIENT_MODULES.test(specifier))
    .map(({ specifier, line }) => ({ path, line, what: `imports ${specifier}` }));
  return [...names, ...modules];
}

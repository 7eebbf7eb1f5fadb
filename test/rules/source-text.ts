/** TypeScript text with the parts told apart that a rule must not confuse: code, comments and quoted text. */

/** Nothing else can begin here. */
const PLAIN = /[^/'"`{}]+/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
const REGEXP = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** Behind these a slash begins a regular expression; behind anything else it divides. */
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in|await|yield))$/;

export interface SourceText {
  /** Comments blanked. */
  readonly code: string;
  /** Comments, quoted text and regular expressions blanked; both keep every line break and offset. */
  readonly bare: string;
}

export function sourceText(text: string): SourceText {
  let code = '';
  let bare = '';
  // For each template that is open: the braces open in its `${…}`.
  const templates: number[] = [];
  while (code.length < text.length) {
    const piece = pieceAt(text, code.length, bare, templates.at(-1) === 0);
    trackBraces(piece.text, piece.kind, templates);
    code += piece.kind === 'comment' ? blank(piece.text) : piece.text;
    bare += piece.kind === 'code' ? piece.text : blank(piece.text);
  }
  return { code, bare };
}

type Kind = 'code' | 'comment' | 'quoted' | 'template';

function pieceAt(text: string, at: number, before: string, closesTemplate: boolean): { kind: Kind; text: string } {
  const character = text.charAt(at);
  const templateMayBegin = character === '`' || (character === '}' && closesTemplate);
  const regexpMayBegin = character === '/' && BEFORE_REGEXP.test(before.slice(-40).trimEnd());
  const candidates: readonly (readonly [Kind, RegExp, boolean])[] = [
    ['code', PLAIN, true],
    ['comment', COMMENT, character === '/'],
    ['template', TEMPLATE, templateMayBegin],
    ['quoted', REGEXP, regexpMayBegin],
    ['quoted', QUOTED, true],
  ];
  for (const [kind, pattern, possible] of candidates) {
    pattern.lastIndex = at;
    const found = possible ? pattern.exec(text)?.[0] : undefined;
    if (found !== undefined) return { kind, text: found };
  }
  return { kind: 'code', text: character };
}

function trackBraces(text: string, kind: Kind, templates: number[]): void {
  const depth = templates.at(-1);
  if (kind === 'template') {
    if (text.startsWith('}')) templates.pop();
    if (text.endsWith('${')) templates.push(0);
  } else if (kind === 'code' && depth !== undefined) {
    if (text === '{') templates[templates.length - 1] = depth + 1;
    if (text === '}') templates[templates.length - 1] = depth - 1;
  }
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** The line, from 1, of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export interface ImportOf {
  readonly specifier: string;
  readonly line: number;
}

/** Every import of a file: `import`, `export … from`, `import()`, types included. */
export function importsOf({ code, bare }: SourceText): ImportOf[] {
  const pattern = /(?<![.\w$])(from\s*|import\s*\(?\s*)(['"])([^'"\n]+)\2/g;
  return (
    [...code.matchAll(pattern)]
      // Quoted code is none.
      .filter((match) => bare.startsWith(match[1] ?? '', match.index))
      .map((match) => ({ specifier: match[3] ?? '', line: lineAt(code, match.index) }))
  );
}

/** TypeScript text with the parts told apart that a rule must not confuse: code, comments and quoted text. */

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
  const character = text[at] ?? '';
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const comment = character === '/' ? match(COMMENT) : undefined;
  if (comment !== undefined) return { kind: 'comment', text: comment };
  const template = character === '`' || (character === '}' && closesTemplate) ? match(TEMPLATE) : undefined;
  if (template !== undefined) return { kind: 'template', text: template };
  const regexp = character === '/' && BEFORE_REGEXP.test(before.trimEnd().slice(-10)) ? match(REGEXP) : undefined;
  const quoted = regexp ?? match(QUOTED);
  return quoted === undefined ? { kind: 'code', text: character } : { kind: 'quoted', text: quoted };
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
  const pattern = /\b(from|import)\s*\(?\s*(['"])([^'"\n]+)\2/g;
  return (
    [...code.matchAll(pattern)]
      // Quoted code is none.
      .filter((match) => bare.startsWith(match[1] ?? '', match.index))
      .map((match) => ({ specifier: match[3] ?? '', line: lineAt(code, match.index) }))
  );
}

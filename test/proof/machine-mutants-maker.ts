/**
 * Makes mutants of the core in a private tree, all of them at once: each file is written anew with every mutant in it, and the one that
 * is active is chosen while the program runs. Stryker's instrumenter does that, which knows TypeScript and where a mutant can stand, and
 * counts besides which mutants a run came by, so that a test is only asked about those that it can see. Stryker itself would start a
 * process for each of them.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import type { PrivateTree } from '../support/private-tree.js';
import { CORE } from './machine-mutants-core.js';
import { isText } from './machine-mutants-texts.js';

/** One mutant. */
export interface Made {
  readonly id: string;
  /** Below src/. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What stands there, with white space made one blank, and what comes in its place. */
  readonly text: string;
  readonly into: string;
}

const silent = () => undefined;
const isOff = () => false;
const LOGGER = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
  isTraceEnabled: isOff,
  isDebugEnabled: isOff,
  isInfoEnabled: isOff,
  isWarnEnabled: isOff,
  isErrorEnabled: isOff,
  isFatalEnabled: isOff,
};

/** Puts all mutants into a tree, none of them active, and builds it. Its tests are collected from then on, and not run. */
export async function makeMutants(tree: PrivateTree): Promise<Made[]> {
  const sources = new Map(CORE.map((file) => [file, tree.read(`src/${file}`)]));
  const files = [...sources].map(([name, content]) => ({ name, content, mutate: true }));
  const ignorers = [{ shouldIgnore: ({ node }: { node: unknown }) => (isText(node) ? 'a text' : undefined) }];
  const options = { plugins: null, excludedMutations: [], ignorers };
  const { files: written, mutants } = await new Instrumenter(LOGGER).instrument(files, options);
  for (const { name, content } of written) tree.write(`src/${name}`, content);
  tree.build();
  collectTests(tree);
  return mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName, location: { start, end }, replacement }) => ({
      id,
      file: fileName,
      line: start.line + 1,
      text: oneLine(stretch(sources.get(fileName) ?? '', start, end)),
      into: oneLine(replacement ?? ''),
    }));
}

interface Place {
  /** Both from 0. */
  readonly line: number;
  readonly column: number;
}

function stretch(source: string, start: Place, end: Place): string {
  const lines = source.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column) ?? '';
  lines[0] = lines[0]?.slice(start.column) ?? '';
  return lines.join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function collectTests(tree: PrivateTree): void {
  const collector = join(tree.root, 'test/proof/machine-mutants-tests.js');
  for (const name of readdirSync(join(tree.root, 'test'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const text = tree.read(`test/${name}`);
    if (text.includes(`from 'node:test'`))
      tree.write(
        `test/${name}`,
        text.replaceAll(`from 'node:test'`, () => `from '${collector}'`),
      );
  }
}

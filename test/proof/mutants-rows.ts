/** Mutants of which rows a request holds, in which order they are sent, and what is said of them. */
import type { Mutant } from './mutant.js';
import { built, sources, worlds } from './mutants-judges.js';

const RANGE = 'import/item-range.ts';
const LANES = 'import/lanes.ts';
const WORK = 'import/work.ts';
const ORDER = 'law/upsert-order';

export const OF_ROWS: readonly Mutant[] = [
  {
    file: 'import/open-chunk.ts',
    text: 'rows: limits.maxRows - this.rows',
    into: 'rows: limits.maxRows + 1 - this.rows',
    deadly: 'a request has one row more than it may',
    judge: sources('law/cutting'),
  },
  {
    file: 'import/chunk.ts',
    text: 'if (chunk.rows > 0) yield chunk.close();',
    into: 'if (chunk.rows > 1) yield chunk.close();',
    deadly: 'a last row that is alone in its request is lost',
    judge: sources('law/cutting'),
  },
  {
    file: WORK,
    text: 'const from = cutUpTo(state) ?? line.frozen.shape.first;',
    into: 'const from = line.frozen.shape.first;',
    deadly: 'a run that goes on sends all of the file again',
    judge: worlds,
  },
  {
    file: WORK,
    text: 'return body && line.lanes.enter(marksOf(line, body, items), 0);',
    into: 'return undefined;',
    deadly: 'rows overtake those that an earlier run left open',
    judge: built(ORDER, 'behind rows in doubt'),
  },
  {
    file: 'import/recut.ts',
    text: '!chunk || chunk.crc !== intent.crc ||',
    into: '!chunk ||',
    deadly: 'rows that were changed since go out as those that were announced',
    judge: built('law/announced'),
  },
  {
    file: 'import/recut.ts',
    text: 'const end = items.end(last) - (separator?.length ?? 0);',
    into: 'const end = items.end(last);',
    deadly: 'the half of a request ends with a comma',
    judge: worlds,
  },
  {
    file: 'import/split.ts',
    text: 'children: ranges.map(',
    into: 'children: ranges.slice(0, 1).map(',
    deadly: 'half of what was refused is forgotten',
    judge: sources('law/facts', 'refused whole'),
  },
  {
    file: 'import/split.ts',
    text: 'if (countItems(items) === 1) return',
    into: 'if (countItems(items) <= 2) return',
    deadly: 'a good row is rejected with the bad one beside it',
    judge: sources('law/facts', 'refused whole'),
  },
  {
    file: RANGE,
    text: '{ from: middle, to, without:',
    into: '{ from: middle - 1, to, without:',
    deadly: 'both halves have the row in the middle',
    judge: sources('law/ranges'),
  },
  {
    file: RANGE,
    text: 'if (missing <= item) item += 1;',
    into: 'if (missing < item) item += 1;',
    deadly: 'behind a row that was taken out another one is meant',
    judge: sources('law/ranges'),
  },
  {
    file: RANGE,
    text: 'first = gap + 1;',
    into: 'first = gap;',
    deadly: 'a row that was refused by name is sent again',
    judge: sources('law/ranges'),
  },
  {
    file: 'import/write-end.ts',
    text: 'index: itemAt(intent.items, refusal.index)',
    into: 'index: refusal.index',
    deadly: 'the rejects file names a good row in place of the bad one',
    judge: worlds,
  },
  {
    file: 'import/refuse.ts',
    text: 'index: itemAt(intent.items, index)',
    into: 'index',
    deadly: 'a good row is taken out in place of the one that is to blame',
    judge: worlds,
  },
  {
    file: 'import/rejections.ts',
    text: 'countItems(items) && parts.every((part) => isWhole(part));',
    into: 'countItems(items);',
    deadly: 'rows that the service refused are missing in the rejects file',
    judge: built('cli/changed', 'rejects file'),
  },
  {
    file: 'import/difference.ts',
    text: '!== state.chunks.crc(chunk)) {',
    into: '!== state.chunks.crc(chunk) && chunk < 0) {',
    deadly: 'a file that was changed is gone on with as if it were the same',
    judge: built('cli/keys', 'a changed file'),
  },
  {
    file: 'import/begin.ts',
    text: "  if (state?.deletion === 'begun') throw halfDeleted(given);\n",
    into: '',
    deadly: 'rows are skipped that a deletion may have taken',
    judge: built('cli/delete-outcomes', 'exit 5, and the import'),
  },
  {
    file: LANES,
    text: '    if (this.#open.has(this.#barrier)) before.add(this.#barrier);\n',
    into: '',
    deadly: 'what may be about any record is overtaken',
    judge: sources('law/lanes'),
  },
  {
    file: LANES,
    text: 'if (this.#waitsFor === 0) this.go();',
    into: 'this.go();',
    deadly: 'of several that a request waits for the first lets it go',
    judge: sources('law/lanes'),
  },
  {
    file: LANES,
    text: 'isBehindDoubt: [...before].some((earlier) => this.#open.get(earlier)?.stays),',
    into: 'isBehindDoubt: false && [...before].length > 0,',
    deadly: 'nothing stops behind rows in doubt',
    judge: sources('law/lanes'),
  },
  {
    file: 'import/run.ts',
    text: '  await lane.turn;\n',
    into: '',
    deadly: 'an upsert does not wait for the rows of the same record before it',
    judge: built(ORDER, 'one key'),
  },
  {
    file: 'import/carry.ts',
    text: "      if (part.phase === 'doubt' && isOrdered(line.frozen.scope)) throw orderMatters(line, part.doubt ?? '');\n",
    into: '',
    deadly: 'rows overtake those whose fate the run has just lost',
    judge: built('law/generations', 'just lost sight'),
  },
  {
    file: 'import/tally.ts',
    text: "if (part.phase === 'doubt') rows.inDoubt += open;",
    into: "if (part.phase === 'doubt') rows.accepted += open;",
    deadly: 'rows in doubt are called accepted',
    judge: worlds,
  },
];

/** Mutants of what is known of chunks, and of the checkpoints that it is read from. */
import type { Mutant } from './mutant.js';
import { sources } from './mutants-judges.js';

const FOLD = 'journal/fold.ts';
const STATE = 'journal/state.ts';
const TABLE = 'journal/chunk-table.ts';
const CHECKPOINT = 'journal/checkpoint.ts';
const WHOLE = 'law/whole-chunks';
const CHECKPOINTS = 'law/checkpoint';

export const OF_CHUNKS: readonly Mutant[] = [
  {
    file: FOLD,
    text: ' || part.accepted !== end.row - start.row',
    into: '',
    deadly: 'rows that were rejected count as accepted',
    judge: sources(WHOLE, 'whatever else'),
  },
  {
    file: FOLD,
    text: ' || part.isRepeated',
    into: '',
    deadly: 'rows that may be there twice are not named',
    judge: sources(WHOLE, 'whatever else'),
  },
  {
    file: FOLD,
    text: ' && part.uploaded === undefined',
    into: '',
    deadly: 'what a service answered is left out of the results file',
    judge: sources(WHOLE, 'whatever else'),
  },
  {
    file: FOLD,
    text: '  if (intent.part !== String(chunks.count)) throw',
    into: '  if (intent.part === undefined) throw',
    deadly: 'a chunk that is missing is not missed',
    judge: sources(WHOLE, 'those of the source'),
  },
  {
    file: TABLE,
    text: '    if (start.byte !== at.byte || start.row !== at.row) {',
    into: '    if (start.row !== at.row) {',
    deadly: 'bytes of the source that no chunk holds are not missed',
    judge: sources(WHOLE, 'those of the source'),
  },
  {
    file: STATE,
    text: ' && Number(id) < chunks.count',
    into: '',
    deadly: 'a chunk that was never sent counts as accepted',
    judge: sources(WHOLE, 'no more is kept'),
  },
  {
    file: STATE,
    text: '  if (chunks.whole.chunks > 0) return false;\n',
    into: '',
    deadly: 'an import of which rows are there is forgotten, and they are sent again',
    judge: sources(WHOLE, 'all was refused'),
  },
  {
    file: CHECKPOINT,
    text: "  if (crc32(content) !== checkpoint.readUInt32LE(end)) throw new Error('it is damaged');\n",
    into: '',
    deadly: 'a damaged checkpoint is believed',
    judge: sources(CHECKPOINTS, 'a byte was changed'),
  },
  {
    file: CHECKPOINT,
    text: 'holds(fd, 0, first) && ',
    into: '',
    deadly: 'the checkpoint of an earlier import is believed, and rows are left out',
    judge: sources(CHECKPOINTS, 'another journal'),
  },
  {
    file: CHECKPOINT,
    text: ' && holds(fd, known.bytes - Buffer.byteLength(known.last), known.last)',
    into: '',
    deadly: 'a checkpoint is believed whose entries are not on disk',
    judge: sources(CHECKPOINTS, 'another journal'),
  },
  {
    file: 'journal/journal.ts',
    text: 'const bytes = this.#bytes + more;',
    into: 'const bytes = this.#bytes;',
    deadly: 'no checkpoint says where it ends, and none is believed',
    judge: sources(CHECKPOINTS, 'is not read again'),
  },
];

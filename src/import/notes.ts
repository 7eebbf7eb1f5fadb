/** What to do next, by how an import stands. */
import type { JournalState, PartState } from '../journal/state.js';
import type { ImportReport } from '../report/report.js';
import { formatCount, shellQuote } from '../report/text.js';
import { STDIN } from '../source/open.js';
import type { Ending } from './ending.js';
import { stateOf } from './line.js';
import { repeatedRows, tally } from './tally.js';

const DOUBLED =
  'Rows that may be there twice, because an answer was lost and they were sent again: those of one row have the same ' +
  'idempotency_key and the same batchctl_row. --on-ambiguous hold sends nothing twice.';

const DOUBT =
  'Look at the rows in doubt there: they may or may not have been applied, and are not sent again before somebody says which. ' +
  'Which requests that are, and how to say it:';

/** Lines of advice for whoever reads the report. */
export function notesOn(ending: Ending): ImportReport['notes'] {
  return [...goingOn(ending), ...standing(ending), ...aboutRows(ending), ...whereRowsAre(ending)];
}

/** Of an import that isn't over: from where to where rows have no outcome, and where all is written that is known of them. */
function standing({ line: { journal }, isCut }: Ending): Note[] {
  const state = stateOf({ journal });
  const open = [...state.parts.values()].filter((part) => isOpen(state, part));
  const isInDoubt = tally(state).rows.inDoubt > 0;
  if (isCut && open.length === 0 && !isInDoubt) return [];
  const first = Math.min(...open.map(({ intent }) => intent.start.row + 1));
  const last = Math.max(...open.map(({ intent }) => intent.end.row));
  const among =
    open.length === 0 ? '' : `Without an outcome yet: among rows ${formatCount(first)}–${formatCount(last)}. `;
  return [{ text: `${among}The journal of this import: ${journal.path}` }];
}

function isOpen({ parts }: JournalState, { phase, split }: PartState): boolean {
  if (phase === 'split') return split?.children.some(({ part }) => !parts.has(part)) === true;
  return phase !== 'settled' && phase !== 'doubt';
}

type Note = ImportReport['notes'][number];

/** What to type next. */
function goingOn({ line: { plan, journal }, isCut, nothingToDo }: Ending): Note[] {
  const state = stateOf({ journal });
  const { pending, inDoubt } = tally(state).rows;
  const list: Note[] = inDoubt > 0 ? [{ text: DOUBT, command: plan.resolve }] : [];
  if (!isCut || pending > 0) {
    const input = plan.file === STDIN ? 'with the same input' : 'the same command again';
    const assured = inDoubt > 0 ? '' : 'Nothing is lost. ';
    return [...list, { text: `${assured}To go on where this run stopped, ${input}:`, command: plan.command }];
  }
  const rejects = state.rejects?.path;
  if (rejects !== undefined)
    list.push({
      text: 'When the rejected rows are fixed in that file:',
      command: `${plan.retry} ${shellQuote(rejects)}`,
    });
  if (nothingToDo) list.push({ text: 'To import the same rows once more:', command: `${plan.command} --new-run` });
  return list;
}

function aboutRows({ line }: Ending): Note[] {
  const state = stateOf(line);
  const parts = [...state.parts.values()];
  const list: Note[] = [];
  if (repeatedRows(state).length > 0) list.push({ text: DOUBLED });
  const unlisted = parts.find((part) => part.unlisted > 0 && part.receipt !== undefined);
  if (unlisted !== undefined)
    list.push({
      text: `Which rows it refused, only the service can say: ask it about job ${unlisted.receipt?.id ?? ''}.`,
    });
  if (parts.some(({ refusal }) => refusal?.about === 'size'))
    list.push({ text: 'The service refused requests as too large; --max-bytes makes them smaller from the start.' });
  return list;
}

function whereRowsAre({ line: { plan, frozen, journal }, service }: Ending): Note[] {
  if (service.sandboxDb === null || tally(stateOf({ journal })).rows.accepted === 0) return [];
  const text = 'Nothing left this machine: the rows went to the built-in sandbox. To look at them:';
  return [{ text, command: `sqlite3 ${service.sandboxDb} "${plan.target.sandbox.query(frozen.scope)}"` }];
}

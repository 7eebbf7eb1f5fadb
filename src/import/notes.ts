/** What to do next, by how an import stands. */
import type { ImportReport } from '../report/report.js';
import { shellQuote } from '../report/text.js';
import { STDIN } from '../source/open.js';
import type { Ending } from './ending.js';
import { stateOf } from './line.js';
import { repeatedRows, tally } from './tally.js';

const DOUBLED =
  'Rows that may be there twice, because an answer was lost and they were sent again: those of one row have the same ' +
  'idempotency_key and the same batchctl_row. --on-ambiguous hold sends nothing twice.';

/** Lines of advice for whoever reads the report. */
export function notesOn(ending: Ending): ImportReport['notes'] {
  return [...goingOn(ending), ...aboutRows(ending), ...whereRowsAre(ending)];
}

type Note = ImportReport['notes'][number];

/** What to type next. */
function goingOn({ line: { plan, journal }, isCut, nothingToDo }: Ending): Note[] {
  const state = stateOf({ journal });
  const { pending, inDoubt } = tally(state).rows;
  if (!isCut || pending > 0) {
    const input = plan.file === STDIN ? 'with the same input' : 'the same command again';
    return [{ text: `Nothing is lost. To go on where this run stopped, ${input}:`, command: plan.command }];
  }
  const list: Note[] = [];
  if (inDoubt > 0)
    list.push({
      text: 'Look at the rows in doubt there: they may or may not have been applied, and are not sent again.',
    });
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

function whereRowsAre({ line: { plan, frozen }, service }: Ending): Note[] {
  if (service.sandboxDb === null) return [];
  const text = 'Nothing left this machine: the rows went to the built-in sandbox. To look at them:';
  return [{ text, command: `sqlite3 ${service.sandboxDb} "${plan.target.sandbox.query(frozen.scope)}"` }];
}

/** What to do next, by how an import stands. */
import type { ImportReport } from '../report/report.js';
import type { Ending } from './ending.js';
import { stateOf } from './line.js';
import { repeatedRows, tally } from './tally.js';

const DOUBLED =
  'Rows that may be there twice, because an answer was lost and they were sent again: those of one row have the same ' +
  'idempotency_key and the same batchctl_row. --on-ambiguous hold sends nothing twice.';

/** Lines of advice for whoever reads the report. */
export function notesOn({ line, service, isCut, nothingToDo }: Ending): ImportReport['notes'] {
  const { plan, frozen } = line;
  const state = stateOf(line);
  const list: { text: string; command?: string }[] = [];
  const { pending, inDoubt } = tally(state).rows;
  const isOpen = !isCut || pending > 0;
  if (isOpen)
    list.push({
      text: 'Nothing is lost. To go on where this run stopped, the same command again:',
      command: plan.command,
    });
  if (!isOpen && inDoubt > 0)
    list.push({
      text: 'Look at the rows in doubt there: they may or may not have been applied, and are not sent again.',
    });
  if (repeatedRows(state).length > 0) list.push({ text: DOUBLED });
  if (nothingToDo) list.push({ text: 'To import the same rows once more:', command: `${plan.command} --new-run` });
  const unlisted = [...state.parts.values()].find((part) => part.unlisted > 0 && part.receipt !== undefined);
  if (unlisted !== undefined) {
    list.push({
      text: `Which rows it refused, only the service can say: ask it about job ${unlisted.receipt?.id ?? ''}.`,
    });
  }
  const isTooLarge = [...state.parts.values()].some(({ refusal }) => refusal?.about === 'size');
  if (isTooLarge)
    list.push({ text: 'The service refused requests as too large; --max-bytes makes them smaller from the start.' });
  if (service.sandboxDb !== null) {
    const text = 'Nothing left this machine: the rows went to the built-in sandbox. To look at them:';
    list.push({
      text,
      command: `sqlite3 ${service.sandboxDb} "${plan.target.sandbox.query(frozen.scope)}"`,
    });
  }
  return list;
}

/** Which column of a source is the text: as it was said, by its usual name, or the only one that looks like it. */
import { BatchctlError, EXIT } from '../errors.js';
import { columnHint } from '../nearest.js';
import type { Sample } from './shaping.js';

interface Wanted {
  /** Names the column where it is typed. */
  readonly flag: string;
  readonly named: string | undefined;
  /** The column's name where nobody says otherwise. */
  readonly usual: string;
  /** Columns that are known to be something else. */
  readonly others: readonly string[];
}

/** Throws a BatchctlError (usage) that names the columns. */
export function textColumn({ name, columns, rows }: Sample, { flag, named, usual, others }: Wanted): string {
  const wanted = named ?? usual;
  // A source without rows, or without a single sound one, has nothing that could be told apart.
  if (columns.includes(wanted) || columns.length === 0) return wanted;
  if (named !== undefined) {
    const hint = columnHint(named, columns);
    throw new BatchctlError(EXIT.usage, 'column_unknown', `${name} has no column ${JSON.stringify(named)}`, { hint });
  }
  const candidates = columns.filter((column) => !others.includes(column));
  const texts = candidates.filter((column) =>
    rows.some(({ names, values }) => isSentence(values[names.indexOf(column)])),
  );
  const [only, another] = texts.length === 0 ? candidates : texts;
  if (only !== undefined && another === undefined) return only;
  const message = `${name}: which column holds the text can't be seen`;
  throw new BatchctlError(EXIT.usage, 'column_unclear', message, {
    hint: `add --${flag} COLUMN; the columns are: ${columns.join(', ')}`,
  });
}

/** Three words or more. */
function isSentence(json: string | undefined): boolean {
  return json !== undefined && json.startsWith('"') && /\S(?:\s|\\[nt])+\S+(?:\s|\\[nt])+\S/.test(json);
}

/** Names of columns that would make the rows ambiguous. */

/** What is wrong with the names. */
export interface NameFault {
  readonly code: 'unnamed_column' | 'duplicate_column';
  readonly message: string;
  readonly hint: string;
}

/** Of very many columns only the first are listed. */
const MOST_LISTED = 20;

/** Two columns of one name would leave one value of each row behind, without a word. Blanks around a name don't make it another. */
export function nameFault(columns: readonly string[]): NameFault | undefined {
  const places = new Map<string, number[]>();
  for (const [index, column] of columns.entries()) {
    const name = column.trim();
    const numbers = places.get(name);
    if (numbers === undefined) places.set(name, [index + 1]);
    else numbers.push(index + 1);
  }
  const unnamed = places.get('');
  if (unnamed !== undefined) return unnamedColumns(unnamed, columns);
  for (const [name, numbers] of places) {
    if (numbers.length > 1) return duplicateColumns(name, numbers, columns);
  }
  return undefined;
}

function unnamedColumns(numbers: readonly number[], columns: readonly string[]): NameFault {
  const subject = numbers.length === 1 ? 'column' : 'columns';
  const isLast = numbers.length === 1 && numbers[0] === columns.length && columns.length > 1;
  const how = isLast ? ': the header line ends with a delimiter' : '';
  return {
    code: 'unnamed_column',
    message: `no name in the header for ${subject} ${listed(numbers.map(String))}${how}`,
    hint: 'name every column in the header; or remove the header line and name them all: --columns NAME,NAME,…',
  };
}

function duplicateColumns(name: string, numbers: readonly number[], columns: readonly string[]): NameFault {
  const isSame = numbers.every((number) => columns[number - 1] === name);
  const but = isSame ? '' : ', but for blanks around it';
  return {
    code: 'duplicate_column',
    message: `columns ${listed(numbers.map(String))} have the same name ${JSON.stringify(name)}${but}`,
    hint: 'give every column a name of its own',
  };
}

/** The first of them, and how many more there are. */
function listed(words: readonly string[]): string {
  const more = words.length > MOST_LISTED ? ` and ${words.length - MOST_LISTED} more` : '';
  return words.slice(0, MOST_LISTED).join(', ') + more;
}

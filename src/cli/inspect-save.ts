/** What was found in a file, as a mapping file that import reads. */
import { access, writeFile } from 'node:fs/promises';
import { FIELD_TYPES, PLAIN, type Mapping } from '../encode/mapping/mapping.js';
import { BatchctlError, EXIT, messageOf, systemCode, usageError } from '../errors.js';
import type { ImportPlan } from '../import/plan.js';
import type { Inspection } from '../report/inspection.js';
import { mappingFileText, type ReadSettings } from './mapping-file.js';

/** Throws a BatchctlError (usage) where there is something already. */
export async function assertFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw taken(path);
}

/**
 * Writes what the plan says already, the types that nothing is lost by, and how the file is written. `isForced`: also over a file.
 * Throws a BatchctlError: usage where there is one, state where it can't be written.
 */
export async function saveMapping(
  path: string,
  inspection: Inspection,
  plan: Pick<ImportPlan, 'mapping' | 'choice'>,
  isForced: boolean,
): Promise<void> {
  const text = mappingFileText(readOf(inspection, plan), mappingFor(inspection, plan.mapping ?? PLAIN));
  await writeFile(path, text, { flag: isForced ? 'w' : 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (systemCode(error) === 'EEXIST') throw taken(path);
    throw new BatchctlError(EXIT.state, 'mapping_unwritable', `${path} can't be written: ${messageOf(error)}`, {
      cause: error,
    });
  });
}

function taken(path: string): BatchctlError {
  return usageError('mapping_exists', `${path} is there already`, 'to write over it: --force');
}

function mappingFor({ columns }: Inspection, mapping: Mapping): Mapping {
  const known = new Set(mapping.types.map(({ column }) => column));
  const added = columns.flatMap(({ name, safeType }) => {
    const type = FIELD_TYPES.find((type) => type === safeType);
    return type === undefined || known.has(name) ? [] : [{ column: name, type }];
  });
  // An empty cell is no number.
  const hasEmpty = added.some((one) => columns.some(({ name, empty }) => name === one.column && empty > 0));
  const empty = hasEmpty && mapping.empty === 'text' ? 'null' : mapping.empty;
  return { ...mapping, types: [...mapping.types, ...added], empty };
}

/** How the file is written: what can't be otherwise is left out. */
function readOf({ format, dialect, encoding }: Inspection, { choice }: Pick<ImportPlan, 'choice'>): ReadSettings {
  if (dialect === null) return { format, encoding };
  const { delimiter, quote, escape, comment, hasHeader } = dialect;
  return {
    format,
    delimiter,
    quote,
    ...(escape !== quote && { escape }),
    ...(comment !== '' && { comment }),
    encoding,
    ...(choice.columns !== undefined && { columns: choice.columns }),
    ...(!hasHeader && choice.columns === undefined && { header: false }),
  };
}

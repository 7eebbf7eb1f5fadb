/** How a file is read: what the flags say, and under them what a mapping file does. */
import type { ImportPlan } from '../import/plan.js';
import type { ImportFlags } from './import.js';
import { readMappingFile, type ReadSettings } from './mapping-file.js';

/** Throws a BatchctlError (usage) for a mapping file that can't be read. */
export async function readingOf(flags: ImportFlags): Promise<Pick<ImportPlan, 'choice' | 'encoding'>> {
  const file = flags.mapping === undefined ? {} : (await readMappingFile(flags.mapping)).read;
  const { encoding = null, header = true, ...choice } = { ...file, ...saidBy(flags) };
  return { choice: { ...choice, hasHeader: header }, encoding };
}

/** Without `--no-header` nothing is said of a header. */
function saidBy({ format, delimiter, quote, escape, comment, columns, header, encoding }: ImportFlags): ReadSettings {
  return {
    ...(format !== undefined && { format }),
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quote }),
    ...(escape !== undefined && { escape }),
    ...(comment !== undefined && { comment }),
    ...(columns !== undefined && { columns }),
    ...(encoding !== undefined && { encoding }),
    ...(!header && { header }),
  };
}

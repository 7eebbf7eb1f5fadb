/** How a file is read: what the flags say, and under them what a mapping file does. */
import type { ImportPlan } from '../import/plan.js';
import type { ImportFlags } from './import.js';
import type { MappingFile, ReadSettings } from './mapping-file.js';

/** What flags say wins over what the file says. */
export function readingOf(flags: ImportFlags, file: MappingFile | undefined): Pick<ImportPlan, 'choice' | 'encoding'> {
  const { encoding = null, header = true, ...choice } = { ...file?.read, ...saidBy(flags) };
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

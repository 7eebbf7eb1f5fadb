import { usageError, type BatchctlError } from '../errors.js';

/** No import of that name, or none at all. */
export function importUnknown(name: string | undefined, stateDir: string): BatchctlError {
  const what = name === undefined ? 'no import is known' : `no import of ${name} is known`;
  return usageError('import_unknown', `${what} in ${stateDir}`, 'another place: --state-dir PATH');
}

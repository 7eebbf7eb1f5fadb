/** An import of ten rows a request, one request after the other, into a service that speaks as Experiture does. */
import { API_KEY } from '../support/canary.js';

export const IMPORT_IN_TENS: readonly string[] = [
  'import',
  'rows.csv',
  '-t',
  'experiture',
  '--object',
  'people',
  '--batch-size',
  '10',
  '--concurrency',
  '1',
];

/** The environment for it; `url` is the sandbox's. */
export function experitureAt(url: string): Record<string, string> {
  return { EXPERITURE_API_KEY: API_KEY, EXPERITURE_BASE_URL: `${url}/public/v1` };
}

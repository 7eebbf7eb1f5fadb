/** How rows become items, where an API doesn't take them as they are. */
import type { Fields, ItemMaker } from '../record.js';
import type { Scope, Settings } from './scope.js';

/** The front of a source: what its columns are, and what stands in them. */
export interface Sample {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Fields[];
}

export interface Shaping {
  /** The settings with everything that they leave open. Pure. Throws a BatchctlError (usage) where somebody has to say it. */
  complete(settings: Settings, sample: Sample, scope: Pick<Scope, 'object'>): Settings;
  /** `mark` is the import's name: with a row's number it names the row. */
  maker(settings: Settings, scope: Pick<Scope, 'object'>, mark: string): ItemMaker;
}

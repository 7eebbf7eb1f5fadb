/** One small edit that makes the program break its promise. */
import type { Judge } from './mutants-judges.js';

export interface Mutant {
  /** Below src/. */
  readonly file: string;
  /** Stands there once, to the letter. */
  readonly text: string;
  readonly into: string;
  /** What comes of it. */
  readonly deadly: string;
  readonly judge: Judge;
}

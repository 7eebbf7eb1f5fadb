/** How a run came to its end: what its report is made of. */
import type { Failures, Line } from './line.js';
import type { Service } from './service.js';

export interface Ending {
  readonly line: Line;
  readonly service: Service;
  readonly failures: Failures;
  /** The source was cut to its end. */
  readonly isCut: boolean;
  /** Nothing was left to do when the run began. */
  readonly nothingToDo: boolean;
  readonly seconds: number;
}

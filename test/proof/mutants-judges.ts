/** The tests that mutants are judged by: of each kind of harm the quickest that sees it. */

export interface Judge {
  readonly file: string;
  /** Of its tests, those whose names match. */
  readonly only?: string;
  /** It looks at the program as it is built. The others read the sources. */
  readonly isBuilt: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const WORLD = 'test/simulation/simulation.test.ts';

/** The first world that shows it ends it: most need a dozen. */
export const worlds: Judge = {
  file: WORLD,
  only: 'worlds: what is reported',
  isBuilt: false,
  env: { BATCHCTL_SEEDS: '150' },
};
export const learnt: Judge = { file: WORLD, only: 'what once went wrong', isBuilt: false };

export function sources(file: string, only?: string): Judge {
  return { file: `test/${file}.test.ts`, isBuilt: false, ...(only === undefined ? {} : { only }) };
}

export function built(file: string, only?: string): Judge {
  return { ...sources(file, only), isBuilt: true };
}

/** What a report shows of a judge. */
export function nameOf({ file, only }: Judge): string {
  return only === undefined ? file : `${file}: ${only}`;
}

/** A breadth-first walk through everything that can happen: what it finds wrong comes with the shortest way there. */

/** What can happen in a state, and where it leads. */
export type Step<State> = readonly [label: string, next: State];

export interface Machine<State> {
  readonly initial: State;
  /** Two states of one name are one. */
  readonly nameOf: (state: State) => string;
  steps(state: State): readonly Step<State>[];
  /** What is wrong with a state, if anything is. */
  judge(state: State): string | undefined;
  /** Nothing more need happen. */
  isOver(state: State): boolean;
}

export interface Explored {
  readonly states: number;
  /** What is wrong somewhere, and the labels of the steps that lead there: no shorter way does. */
  readonly violation: { readonly what: string; readonly steps: readonly string[] } | undefined;
  /** States in which nothing can happen and something should. */
  readonly deadEnds: number;
}

/** Walks until something is wrong or nothing is new. Throws beyond `most` states. */
export function explore<State>(machine: Machine<State>, most = 5_000_000): Explored {
  const first = machine.nameOf(machine.initial);
  const ways = new Map<string, Way | undefined>([[first, undefined]]);
  let deadEnds = 0;
  let found: (readonly [name: string, state: State])[] = [[first, machine.initial]];
  while (found.length > 0) {
    const level = found;
    found = [];
    for (const [at, state] of level) {
      const what = machine.judge(state);
      if (what !== undefined) return { states: ways.size, violation: { what, steps: wayTo(at, ways) }, deadEnds };
      const steps = machine.steps(state);
      if (steps.length === 0 && !machine.isOver(state)) deadEnds += 1;
      for (const step of steps) found.push(...newBehind(machine, step, at, ways));
    }
    if (ways.size > most) throw new Error(`more than ${most} states`);
  }
  return { states: ways.size, violation: undefined, deadEnds };
}

/** The state behind a step, where no way led there before. */
function newBehind<State>(
  { nameOf }: Machine<State>,
  [label, next]: Step<State>,
  from: string,
  ways: Map<string, Way | undefined>,
): (readonly [name: string, state: State])[] {
  const name = nameOf(next);
  if (ways.has(name)) return [];
  ways.set(name, { from, label });
  return [[name, next]];
}

interface Way {
  readonly from: string;
  readonly label: string;
}

function wayTo(end: string, ways: ReadonlyMap<string, Way | undefined>): string[] {
  const labels: string[] = [];
  for (let way = ways.get(end); way !== undefined; way = ways.get(way.from)) labels.push(way.label);
  return labels.toReversed();
}

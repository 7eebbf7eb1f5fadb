/** The protocol of one import as a machine that can be walked through, and what must never be true of it. */
import { clientSteps } from './client.js';
import type { Machine } from './explore.js';
import type { Rules } from './rules.js';
import { serviceSteps } from './service.js';
import { initialState, type Chunk, type State } from './state.js';

const FINAL: ReadonlySet<Chunk['phase']> = new Set(['settled', 'rejected', 'doubt']);

/** The machine of a variant. */
export function protocol(rules: Rules): Machine<State> {
  return {
    initial: initialState(rules.chunks, rules.clients),
    nameOf,
    steps: (state) => [...clientSteps(rules, state), ...serviceSteps(rules, state)],
    judge,
    isOver: ({ chunks }) => chunks.every(({ phase }) => FINAL.has(phase)),
  };
}

/** In whichever order copies are on their way, and keys are remembered, it is the same. Most of the time is spent here. */
function nameOf({ tick, crashes, chunks, stations, copies, memory, jobs }: State): string {
  let name = `${tick} ${crashes}`;
  for (const { phase, since, job, generation, sends } of chunks)
    name += `|${phase}${since},${job},${generation},${sends}`;
  for (const own of stations)
    for (const { at, about, isClean } of own) name += isClean ? `|${at}${about}c` : `|${at}${about}`;
  for (const { chunk, end } of jobs) name += `|${chunk}${end}`;
  const onTheWay = copies.map(({ chunk, send, sentAt, found, key }) => `${chunk}:${send},${sentAt},${found},${key}`);
  const known = memory.map(({ key, job, at }) => `${key}:${job},${at}`);
  return `${name}#${inOrder(onTheWay)}#${inOrder(known)}`;
}

function inOrder(names: string[]): string {
  return names.length < 2 ? (names[0] ?? '') : names.toSorted().join('|');
}

function judge({ chunks, jobs }: State): string | undefined {
  for (const [index, { phase }] of chunks.entries()) {
    const applied = jobs.filter(({ chunk, end }) => chunk === index && end === 'done').length;
    if (applied > 1) return `DUPLICATE: chunk ${index} was applied ${applied} times`;
    if (phase === 'settled' && applied === 0) return `LOST: chunk ${index} is settled and was not applied`;
    if (phase === 'rejected' && applied > 0) return `FALSE REJECT: chunk ${index} is rejected and was applied`;
    if (phase === 'refused' && applied > 0) return `FALSE REFUSAL: chunk ${index} counts as not applied and was`;
  }
  return undefined;
}

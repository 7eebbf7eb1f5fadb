/** What no input may do, whatever decodes it: end in an error that isn't declared, take a second, or reach a prototype. */
import assert from 'node:assert/strict';
import { Mutator, type Corpus } from './mutator.js';

/** Something that reads text from outside. */
export interface Decoder extends Corpus {
  readonly name: string;
  /** Decodes one input, and throws for whatever isn't as it must be. `chance` chooses among ways of doing so. */
  readonly decode: (input: Buffer, chance: Pick<Mutator, 'below'>) => Promise<void> | void;
  /** Of the inputs that others get, where one takes far longer than theirs: one in so many. */
  readonly oneIn?: number;
  /** Gives back what it took. */
  readonly close?: () => void;
}

/** ms. */
const MOST_TIME = 1_000;
/** Memory is looked at every so many inputs, and may grow by as much in bytes. */
const STRIDE = 10_000;
const MOST_GROWTH = 400e6;

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const OWN_NAMES = PROTOTYPES.map(namesOf);
const OBJECT_NAMES = namesOf(Object.prototype);

export interface Fuzzed {
  readonly inputs: number;
  /** Inputs a second. */
  readonly rate: number;
  /** ms of the slowest input. */
  readonly slowest: number;
}

/** Decodes `most` inputs, or fewer where they take long. The same seed makes the same ones. Throws an Error that holds the first input that does what it may not. */
export async function fuzz(decoder: Decoder, most: number, seed: number, mostTime = MOST_TIME): Promise<Fuzzed> {
  const count = Math.ceil(most / (decoder.oneIn ?? 1));
  const since = performance.now();
  const memory = process.memoryUsage.rss();
  let slowest = 0;
  const mutator = new Mutator(decoder);
  await warmUp(decoder, mutator);
  for (let number = 0; number < count; number++) {
    // Each input has a number of its own: to see one again nobody has to make all those before it.
    const input = Buffer.from(mutator.input(seed + number), 'latin1');
    const begun = performance.now();
    try {
      await once(decoder, input, mutator);
    } catch (cause) {
      throw new Error(`${decoder.name}, seed ${seed + number}: ${String(cause)}\n${shown(input)}`, { cause });
    }
    const took = performance.now() - begun;
    slowest = Math.max(slowest, took);
    if (took > mostTime) await assertQuick(decoder, input, mutator, mostTime);
    if (number % STRIDE === STRIDE - 1) assertBounded(decoder.name, process.memoryUsage.rss() - memory);
  }
  assertUntouched(decoder.name);
  return { inputs: count, rate: (count / (performance.now() - since)) * 1000, slowest };
}

/** What is loaded when it is first needed is no input's affair. */
async function warmUp({ seeds, decode }: Decoder, mutator: Mutator): Promise<void> {
  for (const seed of seeds) await decode(Buffer.from(seed, 'latin1'), mutator);
}

async function once({ decode }: Decoder, input: Buffer, mutator: Mutator): Promise<void> {
  const decoding = decode(input, mutator);
  if (decoding !== undefined) await decoding;
  // The one that a careless copy reaches; the others are looked at in the end.
  if (Reflect.ownKeys(Object.prototype).length !== OBJECT_NAMES) assert.fail('every object has a new name');
}

/** Others may be at work on the machine: what counts is this process's own time, which costs too much to look at every time. */
async function assertQuick(decoder: Decoder, input: Buffer, mutator: Mutator, mostTime: number): Promise<void> {
  const begun = process.cpuUsage();
  await once(decoder, input, mutator);
  const { user, system } = process.cpuUsage(begun);
  const took = (user + system) / 1000;
  assert.ok(took <= mostTime, `${decoder.name}: took ${took} ms\n${shown(input)}`);
}

function assertBounded(name: string, growth: number): void {
  assert.ok(growth < MOST_GROWTH, `${name}: memory grew by ${Math.round(growth / 1e6)} MB`);
}

function assertUntouched(name: string): void {
  assert.deepEqual(PROTOTYPES.map(namesOf), OWN_NAMES, `${name}: a prototype has changed`);
}

function namesOf(prototype: object): number {
  return Reflect.ownKeys(prototype).length;
}

function shown(input: Buffer): string {
  return input.length > 4_000 ? `${input.length} bytes` : JSON.stringify(input.toString('latin1'));
}

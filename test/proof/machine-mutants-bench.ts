/** A process that tries mutants, as whoever has it try them sees it: begun when it is needed, and anew where it can't be trusted. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Chosen, Order } from './machine-mutants-worker.js';

const START_MS = 60_000;
const LOOK_MS = 600_000;
const TRY_MS = 45_000;

/** lives: all trials went well with it · ended: it took the process with it, or kept it from beginning. */
export type Tried = Extract<Answer, { readonly kind: 'lives' | 'caught' | 'hangs' }> | { readonly kind: 'ended' };

export class Bench {
  readonly #root: string;
  #child: ChildProcess | undefined;

  /** `root`: of a tree that mutants were made in. */
  constructor(root: string) {
    this.#root = root;
    // One in an endless loop doesn't hear that nobody listens to it any more.
    process.once('exit', () => this.#child?.kill('SIGKILL'));
  }

  /** What each trial comes by. Throws where one fails without a mutant. */
  async look(): Promise<Extract<Answer, { readonly kind: 'seen' }>> {
    await this.#begin(undefined);
    const seen = await this.#ask({ kind: 'look' }, LOOK_MS);
    if (seen?.kind !== 'seen') throw new Error('the tests fail without a mutant');
    return seen;
  }

  /** `isFixed`: the mutant has to be there when modules are loaded. */
  async try(mutant: string, trials: readonly Chosen[], isFixed: boolean): Promise<Tried> {
    if (isFixed) await this.close();
    const isBegun = await this.#begin(isFixed ? mutant : undefined);
    const tried = isBegun ? await this.#ask({ kind: 'try', mutant, trials }, TRY_MS) : undefined;
    if (isFixed || tried?.kind === 'hangs') await this.close();
    if (tried === undefined || tried.kind === 'ready' || tried.kind === 'seen') return { kind: 'ended' };
    if (tried.kind !== 'caught' || tried.isSound) return tried;
    // What a mutant before it had left behind may be to blame.
    await this.close();
    return await this.try(mutant, trials, true);
  }

  /** May be called twice. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** False where the process couldn't begin. */
  async #begin(mutant: string | undefined): Promise<boolean> {
    if (this.#child !== undefined) return true;
    const { NODE_TEST_CONTEXT: _, ...around } = process.env;
    this.#child = fork(join(this.#root, 'test/proof/machine-mutants-worker.ts'), {
      cwd: this.#root,
      env: mutant === undefined ? around : { ...around, __STRYKER_ACTIVE_MUTANT__: mutant },
      execArgv: ['--max-semi-space-size=64', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', mutant === undefined ? 'inherit' : 'ignore', 'ipc'],
    });
    return (await this.#heard(START_MS))?.kind === 'ready';
  }

  async #ask(order: Order, mostMs: number): Promise<Answer | undefined> {
    this.#child?.send(order);
    return await this.#heard(mostMs);
  }

  /** Undefined where the process ends instead, or is too long about it and is ended. */
  async #heard(mostMs: number): Promise<Answer | undefined> {
    const child = this.#child;
    if (child === undefined) return undefined;
    const heard = await new Promise<Answer | undefined>((resolve) => {
      const timer = setTimeout(() => settle(undefined), mostMs);
      const ended = () => settle(undefined);
      const settle = (answer: Answer | undefined) => {
        clearTimeout(timer);
        child.off('exit', ended);
        child.off('message', settle);
        resolve(answer);
      };
      child.once('exit', ended);
      child.once('message', settle);
    });
    if (heard === undefined) await this.close();
    return heard;
  }
}

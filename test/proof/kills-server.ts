/** The sandbox as a process that can be killed, behind a relay whose address stays. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Relay } from '../support/relay.js';
import { BINARY } from '../support/workplace.js';

export class KillableServer {
  readonly relay: Relay;
  readonly database: string;
  /** How often it was killed. */
  kills = 0;
  readonly #directory: string;
  #child: ChildProcess | undefined;
  #faults = '';
  #listens = false;
  #starting: Promise<void> = Promise.resolve();

  private constructor(directory: string, relay: Relay) {
    this.#directory = directory;
    this.relay = relay;
    this.database = join(directory, 'service.db');
  }

  static async open(directory: string, faults: string): Promise<KillableServer> {
    const server = new KillableServer(directory, await Relay.open());
    await server.restart(faults);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.relay.port}/public/v1`;
  }

  /** Ends it in good order, and starts it with other faults: they count from its start. */
  async restart(faults: string): Promise<void> {
    await this.#starting;
    await this.#end('SIGTERM');
    this.#faults = faults;
    await this.#start();
  }

  /** Kills it, and starts it again; until then nobody listens. */
  kill(): void {
    // It is down already, and about to come back.
    if (!this.#listens) return;
    this.#listens = false;
    this.kills += 1;
    this.#child?.kill('SIGKILL');
    this.#starting = this.#startAgain(this.#starting);
  }

  async #startAgain(before: Promise<void>): Promise<void> {
    await before;
    await this.#end('SIGKILL');
    await this.#start();
  }

  /** Until it is there again. */
  async ready(): Promise<void> {
    await this.#starting;
  }

  async close(): Promise<void> {
    await this.#starting;
    await this.#end('SIGTERM');
    this.relay.close();
  }

  async #start(): Promise<void> {
    const fault = this.#faults === '' ? [] : ['--fault', this.#faults];
    const args = ['--liftoff-only', BINARY, 'sandbox', '--port', '0', '--db', this.database, ...fault];
    const child = spawn(process.execPath, args, { cwd: this.#directory, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    const listens = new Promise<number>((resolve, reject) => {
      child.stderr.on('data', (piece: Buffer) => {
        said += piece.toString();
        const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
      child.on('exit', () => reject(new Error(`the sandbox ended: ${said}`)));
    });
    this.relay.upstream = await listens;
    this.#listens = true;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

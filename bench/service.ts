/** The service that everything is sent to, in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('server.js', import.meta.url));

/** What came in since it was told to forget. */
interface Stats {
  readonly writes: number;
  readonly rows: number;
  readonly bytes: number;
  /** Writes that met the rate limit. */
  readonly refused: number;
  /** When the first write began to come in: ms since 1970. */
  readonly firstMs: number | null;
}

export class Service {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Service> {
    const child = spawn(process.execPath, [SERVER], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [port]: unknown[] = await once(child.stdout, 'data');
    return new Service(child, String(port).trim());
  }

  async stats(): Promise<Stats> {
    return JSON.parse(await (await fetch(`${this.url}/stats`)).text());
  }

  async forget(): Promise<void> {
    await fetch(`${this.url}/stats`, { method: 'DELETE' });
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'close');
  }
}

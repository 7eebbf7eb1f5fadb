/** Who else uses this server: each keeps one request open that never ends, and the owner stays until all are gone. */
import type { ServerResponse } from 'node:http';

export class Holds {
  readonly #open = new Set<ServerResponse>();
  #whenEmpty: (() => void) | undefined;

  /** Opens a hold; it ends with its connection, so also when its process is killed. */
  add(response: ServerResponse, sandboxId: string): void {
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#whenEmpty?.();
    });
    response.writeHead(200, { 'x-sandbox-id': sandboxId });
    response.flushHeaders();
  }

  get count(): number {
    return this.#open.size;
  }

  /** Resolves when nobody holds the server. */
  async empty(): Promise<void> {
    if (this.count === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
  }
}

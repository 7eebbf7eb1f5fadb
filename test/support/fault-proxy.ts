/** An HTTP/1.1 proxy in front of a service that does to requests and answers what a schedule says, and writes down what it did. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PASS, type Fault, type Schedule } from './fault.js';
import { playFault, type Delivery } from './fault-play.js';
import { forward, type Request } from './forward.js';
import { SocketReader } from './socket-reader.js';

export interface Action {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly fault: Fault['kind'] | 'pass';
  /** The service was asked. */
  forwarded: number;
  /** Status that the service gave, where it was asked. */
  status: number | undefined;
}

export class FaultProxy {
  readonly #server: Server;
  readonly #upstream: () => string;
  readonly #sockets = new Set<Socket>();
  readonly #numbers = new Map<string, number>();
  readonly #live = new Map<string, number>();
  readonly #held: Request[] = [];
  readonly actions: Action[] = [];
  readonly url: string;
  schedule: Schedule = PASS;
  /** Connections that were made so far. */
  connections = 0;
  /** Most requests of one key that were under way at once: those whose connection was open and whose answer wasn't complete. */
  mostLive = 0;

  private constructor(server: Server, port: number, upstream: () => string) {
    this.#server = server;
    this.#upstream = upstream;
    this.url = `http://127.0.0.1:${port}`;
    server.on('connection', (socket) => void this.#serve(socket));
  }

  /** `upstream` is asked for each request: the service may move. */
  static async open(upstream: () => string): Promise<FaultProxy> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert(typeof address === 'object' && address !== null);
    return new FaultProxy(server, address.port, upstream);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** Lets the ghosts go on to the service, and waits until it has answered each. Their number. */
  async release(): Promise<number> {
    const ghosts = this.#held.splice(0);
    for (const ghost of ghosts) await forward(this.#upstream(), ghost);
    return ghosts.length;
  }

  /** The faults that were played, in order. */
  get played(): string[] {
    return this.actions.map(({ fault }) => fault);
  }

  async #serve(socket: Socket): Promise<void> {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    const reader = new SocketReader(socket);
    while (!socket.destroyed && (await reader.begins())) {
      const head = await reader.head();
      if (head === undefined) return;
      const { method, path, headers } = head;
      const key = headers.get('idempotency-key');
      const number = (this.#numbers.get(method) ?? 0) + 1;
      this.#numbers.set(method, number);
      const fault = this.schedule({ number, method, path, key });
      const action: Action = { method, path, key, fault: fault?.kind ?? 'pass', forwarded: 0, status: undefined };
      this.actions.push(action);
      const end = this.#isUnderWay(socket, key);
      const delivery: Delivery = {
        socket,
        reader,
        head,
        ask: (request) => this.#ask(request, action),
        hold: this.#held,
      };
      await playFault(delivery, fault).catch((error: unknown) => socket.destroy(asError(error)));
      end();
      if (fault?.kind === 'close-idle') {
        await delay(fault.ms);
        socket.destroy();
      }
    }
  }

  async #ask(request: Request, action: Action): ReturnType<typeof forward> {
    action.forwarded += 1;
    const answer = await forward(this.#upstream(), request);
    action.status = answer.status;
    return answer;
  }

  /** Counts a request of a key until it is answered or its connection is gone. */
  #isUnderWay(socket: Socket, key: string | undefined): () => void {
    if (key === undefined) return () => undefined;
    const live = (this.#live.get(key) ?? 0) + 1;
    this.#live.set(key, live);
    this.mostLive = Math.max(this.mostLive, live);
    let isOver = false;
    const end = () => {
      if (!isOver) this.#live.set(key, (this.#live.get(key) ?? 0) - 1);
      isOver = true;
      socket.off('close', end);
    };
    socket.on('close', end);
    return end;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Passes bytes between a program and a service that may be another tomorrow, and tells when a request or an answer comes by. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A write came from the program, or an answer from the service: not passed on yet. */
export type Passing = 'request' | 'answer';

export class Relay {
  /** Connections that were ever opened. */
  connections = 0;
  /** Called for each; `drop` breaks the connection instead of passing it on. */
  watch: (passing: Passing) => 'pass' | 'drop' = () => 'pass';
  /** Where the service listens. */
  upstream = 0;
  readonly port: number;
  readonly #close: () => void;

  private constructor(port: number, close: () => void) {
    this.port = port;
    this.#close = close;
  }

  static async open(): Promise<Relay> {
    const sockets = new Set<Socket>();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the relay has no port');
    const relay = new Relay(address.port, () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      relay.#carry(socket);
    });
    return relay;
  }

  close(): void {
    this.#close();
  }

  #carry(program: Socket): void {
    this.connections += 1;
    const service = connect(this.upstream, '127.0.0.1');
    const drop = (): void => {
      program.destroy();
      service.destroy();
    };
    const pass = (piece: Buffer, to: Socket, passing: Passing | undefined): void => {
      if (passing !== undefined && this.watch(passing) === 'drop') drop();
      else to.write(piece);
    };
    program.on('data', (piece: Buffer) => pass(piece, service, begins(piece, 'POST ') ? 'request' : undefined));
    service.on('data', (piece: Buffer) => pass(piece, program, begins(piece, 'HTTP/1.1 ') ? 'answer' : undefined));
    for (const socket of [program, service]) {
      socket.on('error', drop);
      socket.on('close', drop);
    }
  }
}

function begins(piece: Buffer, text: string): boolean {
  return piece.subarray(0, text.length).toString('latin1') === text;
}

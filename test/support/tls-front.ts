/** TLS in front of a service that has none. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { createServer, type Server, type TlsOptions } from 'node:tls';

export class TlsFront {
  readonly #server: Server;
  readonly url: string;
  /** Bytes that came through it, unsealed: on their way to the service. */
  received = 0;
  /** Connections that were made and agreed upon. */
  connections = 0;
  /** Breaks the connection without a word behind so many bytes of the next answer. */
  cutAt: number | undefined;
  onConnection: () => void = () => undefined;

  private constructor(server: Server, port: number, upstream: () => string) {
    this.#server = server;
    this.url = `https://localhost:${port}`;
    server.on('tlsClientError', () => undefined);
    // The bare connection: what TLS would say at its end must not be said.
    const bare: Socket[] = [];
    server.on('connection', (socket) => bare.push(socket));
    server.on('secureConnection', (secure) => {
      this.connections += 1;
      this.onConnection();
      const { hostname, port: to } = new URL(upstream());
      const service = connect(Number(to), hostname);
      secure.on('data', (piece: Buffer) => (this.received += piece.length)).pipe(service);
      secure.on('error', () => service.destroy()).on('close', () => service.destroy());
      service.on('error', () => secure.destroy()).on('close', () => secure.destroy());
      service.on('data', (piece: Buffer) => {
        if (this.cutAt === undefined) return void secure.write(piece);
        const cut = piece.subarray(0, this.cutAt);
        this.cutAt = undefined;
        secure.write(cut, () => {
          for (const socket of bare.splice(0)) socket.destroy();
        });
      });
    });
  }

  static async open(test: TestContext, options: TlsOptions, upstream: () => string): Promise<TlsFront> {
    const server = createServer(options).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert(typeof address === 'object' && address !== null);
    test.after(() => void server.close());
    return new TlsFront(server, address.port, upstream);
  }

  /** Shows another certificate from the next connection on. */
  rotate(options: TlsOptions): void {
    this.#server.setSecureContext(options);
  }
}

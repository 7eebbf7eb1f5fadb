/** HTTP/1.1 requests as they come over a socket, byte by byte: whoever reads decides how far. */
import type { Socket } from 'node:net';

export interface Head {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Of the head, its empty line included. */
  readonly bytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

export class SocketReader {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, piece]);
      this.#wake();
    });
    for (const event of ['end', 'error', 'close']) {
      socket.on(event, () => {
        this.#isOver = true;
        this.#wake();
      });
    }
  }

  /** Nobody sends any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for so many bytes of the request that has begun. False where the peer left before. */
  async reach(bytes: number): Promise<boolean> {
    return await this.#until(() => this.#bytes.length >= bytes);
  }

  /** Waits for the first byte of a request. */
  async begins(): Promise<boolean> {
    return await this.reach(1);
  }

  /** The head of the request that has begun; it stays unread. Undefined where the peer left before. */
  async head(): Promise<Head | undefined> {
    const isThere = await this.#until(() => this.#bytes.includes(HEAD_END));
    if (!isThere) return undefined;
    const end = this.#bytes.indexOf(HEAD_END);
    const [first = '', ...lines] = this.#bytes.subarray(0, end).toString('latin1').split('\r\n');
    const [method = '', path = ''] = first.split(' ');
    const headers = new Map(lines.map((line) => [lowerName(line), line.slice(line.indexOf(':') + 1).trim()]));
    return { method, path, headers, bytes: end + HEAD_END.length };
  }

  /** The whole body of the request, which ends with that; only with a Content-Length. Undefined where the peer left before. */
  async body({ headers, bytes }: Head): Promise<Buffer | undefined> {
    const length = Number(headers.get('content-length') ?? 0);
    if (!(await this.reach(bytes + length))) return undefined;
    const body = this.#bytes.subarray(bytes, bytes + length);
    this.#bytes = this.#bytes.subarray(bytes + length);
    return body;
  }

  async #until(isTrue: () => boolean): Promise<boolean> {
    while (!isTrue()) {
      if (this.#isOver || this.#socket.destroyed) return false;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return true;
  }
}

function lowerName(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase();
}

/** Contents of files, in pieces: SQLite holds a value whole in memory, several times over, and contents may be hundreds of megabytes. */
import { Buffer } from 'node:buffer';
import { integer, type Database } from '../database.js';

/** Bytes of a piece that is cut from something larger. */
const PIECE = 2 ** 20;

/** Puts bytes behind what a file has. */
export function appendPiece(database: Database, file: string, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  const start = contentLength(database, file);
  database.run('INSERT INTO file_pieces (file_id, start, content) VALUES (?, ?, ?)', [file, start, bytes]);
}

/** Bytes that a file has so far. */
export function contentLength(database: Database, file: string): number {
  const last = database.get(
    'SELECT start + length(content) AS bytes FROM file_pieces WHERE file_id = ? ORDER BY start DESC LIMIT 1',
    [file],
  );
  return integer(last?.['bytes']) ?? 0;
}

/** The bytes from a place to the end of the piece that it is in; none at the end of the file. */
export function contentFrom(database: Database, file: string, at: number): Buffer {
  const row = database.get(
    'SELECT start, content FROM file_pieces WHERE file_id = ? AND start <= ? ORDER BY start DESC LIMIT 1',
    [file, at],
  );
  const content = row?.['content'];
  if (!(content instanceof Uint8Array)) return Buffer.alloc(0);
  return Buffer.from(content.buffer, content.byteOffset, content.length).subarray(at - (integer(row?.['start']) ?? 0));
}

/** A file's content, each piece read when it is asked for. Throws if the file is deleted meanwhile. */
export function* contentOf(database: Database, { id, bytes }: { id: string; bytes: number }): Generator<Buffer> {
  for (let at = 0; at < bytes;) {
    const piece = contentFrom(database, id, at);
    if (piece.length === 0) throw new Error(`file ${id} is gone`);
    yield piece;
    at += piece.length;
  }
}

export function dropContent(database: Database, file: string): void {
  database.run('DELETE FROM file_pieces WHERE file_id = ?', [file]);
}

/** Drops what a kill left of uploads. Only for when nothing is being received. */
export function dropLostContent(database: Database): void {
  database.run(
    `DELETE FROM file_pieces WHERE file_id NOT IN (SELECT id FROM files UNION ALL
      SELECT output_file_id FROM batches WHERE is_open = 1 UNION ALL SELECT error_file_id FROM batches WHERE is_open = 1)`,
  );
}

/** Writes a file of unknown length, holding one piece in memory. */
export class PieceWriter {
  readonly #database: Database;
  readonly #file: string;
  #piece = Buffer.allocUnsafe(PIECE);
  #held = 0;
  #bytes = 0;

  constructor(database: Database, file: string) {
    this.#database = database;
    this.#file = file;
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#bytes;
  }

  write(bytes: Buffer): void {
    this.#bytes += bytes.length;
    for (let from = 0; from < bytes.length;) {
      const copied = bytes.copy(this.#piece, this.#held, from);
      this.#held += copied;
      from += copied;
      if (this.#held === PIECE) this.flush();
    }
  }

  /** Stores what is held. May be called at any time. */
  flush(): void {
    appendPiece(this.#database, this.#file, this.#piece.subarray(0, this.#held));
    this.#held = 0;
  }
}

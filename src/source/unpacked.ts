/** How much an archive may become: a few bytes can be made to stand for more than anybody can read. */
import { BatchctlError, EXIT } from '../errors.js';

/** Bytes that any archive may become. */
const ALWAYS = 268_435_456;
/** Beyond that, so many times as much as it takes packed. Rows come to a tenth of this. */
const MOST_TIMES = 200;

/** Throws a BatchctlError (source) where `packed` bytes of the archive have become more than rows ever do. */
export function assertPlausible(path: string, packed: number, unpacked: number): void {
  if (unpacked <= ALWAYS || unpacked <= MOST_TIMES * packed) return;
  const message = `${path} unpacks to more than ${MOST_TIMES} times its size, which rows hardly do`;
  throw new BatchctlError(EXIT.source, 'archive_too_large', message, {
    hint: `if that is right, unpack it before: gunzip or zstd --decompress --stdout < ${path} | batchctl import -`,
  });
}

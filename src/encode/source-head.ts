import { BatchctlError, EXIT } from '../errors.js';

/** A source that can't be imported as it is: unlike a rejected row, what is wrong here spoils every row. */
export function sourceError(code: string, message: string, hint?: string): BatchctlError {
  return new BatchctlError(EXIT.source, code, message, { hint });
}

/** What a person sees of a source whose shape is being found out. */
export interface Head {
  /** The source's first bytes. */
  readonly bytes: Buffer;
  /** The source's name, for messages. */
  readonly name: string;
  /** The source ends here. */
  readonly final: boolean;
}

const BOM = Buffer.from('\uFEFF');

/** Bytes of a UTF-8 byte order mark at the front. */
export function bomLength(bytes: Buffer): number {
  return bytes.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
}

interface Magic {
  readonly what: string;
  readonly bytes: readonly number[];
  readonly hint: string;
}

const MAGIC: readonly Magic[] = [
  { what: 'gzip', bytes: [0x1f, 0x8b], hint: 'decompress it first: gunzip --keep FILE' },
  { what: 'a zip archive or a spreadsheet', bytes: [0x50, 0x4b, 3, 4], hint: 'unpack it, or save the sheet as CSV' },
  { what: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd], hint: 'decompress it first: unzstd FILE' },
  { what: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], hint: 'decompress it first: unxz --keep FILE' },
];

/** Refuses what isn't UTF-8 text at all: archives, and UTF-16 with or without its mark. */
export function refuseOtherThanText({ bytes, name }: Head): void {
  const magic = MAGIC.find((known) => known.bytes.every((byte, index) => bytes[index] === byte));
  if (magic !== undefined) {
    throw sourceError('compressed', `${name} line 1: the file is ${magic.what}, not text`, magic.hint);
  }
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  const isBare = bytes.length >= 4 && isUtf16WithoutMark(bytes);
  if (mark === 0xfffe || mark === 0xfeff || isBare) {
    const hint = 'convert it first: iconv --from-code UTF-16 --to-code UTF-8 FILE';
    throw sourceError('utf16', `${name} line 1: the file is UTF-16, not UTF-8`, hint);
  }
}

/** Text in Latin letters has a NUL in every second byte. */
function isUtf16WithoutMark([first, second, third, fourth]: Buffer): boolean {
  const isLittle = first !== 0 && second === 0 && third !== 0 && fourth === 0;
  const isBig = first === 0 && second !== 0 && third === 0 && fourth !== 0;
  return isLittle || isBig;
}

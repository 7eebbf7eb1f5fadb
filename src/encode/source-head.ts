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

/** Bytes of the UTF-8 byte order marks at the front: none, one, or two where one program has put its own before another's. */
export function bomLength(bytes: Buffer): number {
  const first = isBomAt(bytes, 0) ? BOM.length : 0;
  return first > 0 && isBomAt(bytes, first) ? 2 * first : first;
}

function isBomAt(bytes: Buffer, at: number): boolean {
  return bytes.subarray(at, at + BOM.length).equals(BOM);
}

interface Magic {
  readonly code: 'compressed' | 'not_text';
  readonly what: string;
  /** The file's first bytes, in hexadecimal digits. No table in UTF-8 begins like this. */
  readonly front: RegExp;
  readonly hint: string;
}

const MAGIC: readonly Magic[] = [
  { code: 'compressed', what: 'gzip', front: /^1f8b/, hint: 'decompress it first: gunzip --keep FILE' },
  {
    code: 'compressed',
    what: 'a zip archive or a spreadsheet',
    front: /^504b0304/,
    hint: 'unpack it, or save the sheet as CSV',
  },
  { code: 'compressed', what: 'zstd', front: /^28b52ffd/, hint: 'decompress it first: unzstd FILE' },
  { code: 'compressed', what: 'xz', front: /^fd377a585a00/, hint: 'decompress it first: unxz --keep FILE' },
  {
    code: 'compressed',
    what: 'bzip2',
    front: /^425a683[1-9](?:314159265359|177245385090)/,
    hint: 'decompress it first: bunzip2 --keep FILE',
  },
  {
    code: 'not_text',
    what: 'an old Excel file',
    front: /^d0cf11e0a1b11ae1/,
    hint: 'save the sheet as CSV',
  },
  // The metadata behind its name begins with a field of this type.
  {
    code: 'not_text',
    what: 'Parquet',
    front: /^5041523115/,
    hint: 'convert it first to CSV or to one JSON object a line',
  },
  { code: 'not_text', what: 'PDF', front: /^255044462d/, hint: 'export the table behind it as CSV' },
];

/** Refuses what isn't UTF-8 text at all: archives, other programs' own formats, and UTF-16. */
export function refuseOtherThanText({ bytes, name }: Head): void {
  const front = bytes.toString('hex', 0, 16);
  const magic = MAGIC.find((known) => known.front.test(front));
  if (magic !== undefined) {
    throw sourceError(magic.code, `${name} line 1: the file is ${magic.what}, not text`, magic.hint);
  }
  const encoding = utf16(bytes);
  if (encoding !== undefined) {
    throw sourceError('utf16', `${name} line 1: the file is UTF-16, not UTF-8`, `say so: --encoding ${encoding}`);
  }
}

/** UTF-16 by its mark, or by what stands in front of text in Latin letters. */
function utf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark === 0xfffe || isEverySecondNul(bytes, 1)) return 'utf-16le';
  return mark === 0xfeff || isEverySecondNul(bytes, 0) ? 'utf-16be' : undefined;
}

/** Of the first four bytes those at `first` and two behind it are NUL, and the others aren't. */
function isEverySecondNul(bytes: Buffer, first: 0 | 1): boolean {
  return bytes.length >= 4 && bytes.subarray(0, 4).every((byte, index) => (byte === 0) === (index % 2 === first));
}

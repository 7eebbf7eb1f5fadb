/** Names of encodings. */
import { TextDecoder } from 'node:util';
import { usageError } from '../errors.js';

/** How a source's bytes become UTF-8: `utf-8` is what needs no conversion. Others are names as `TextDecoder` gives them. */
export type Encoding = string;

/** What `TextDecoder` takes for Windows-1252, as web browsers do, and what of that really is. */
const WINDOWS_1252: ReadonlySet<string> = new Set(['windows-1252', 'cp1252', 'x-cp1252']);
const ASCII: ReadonlySet<string> = new Set(['ascii', 'us-ascii', 'ansi_x3.4-1968', 'iso-ir-6']);
/** Names to guess from. */
const USUAL = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'latin1',
  'windows-1252',
  'macintosh',
  'shift_jis',
  'gb18030',
  'koi8-r',
];

/**
 * The encoding of this name. `latin1` is the true ISO 8859-1, and not the Windows-1252 that browsers read instead; ASCII is read as the
 * UTF-8 that it is. Throws a BatchctlError (usage) for a name that `TextDecoder` doesn't know.
 */
export function encodingNamed(label: string): Encoding {
  const name = label.trim().toLowerCase();
  if (ASCII.has(name)) return 'utf-8';
  const { encoding } = decoderNamed(label);
  return encoding === 'windows-1252' && !WINDOWS_1252.has(name) ? 'iso-8859-1' : encoding;
}

function decoderNamed(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    const meant = USUAL.find((name) => [bare(name), bare(name).replace('windows', 'cp')].includes(bare(label)));
    const hint = meant === undefined ? `for instance ${USUAL.join(', ')}` : `did you mean ${meant}?`;
    throw usageError('encoding_unknown', `there is no encoding ${JSON.stringify(label)}`, hint);
  }
}

function bare(label: string): string {
  return label.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

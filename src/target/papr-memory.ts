/** A row as one of Papr's memories. */
import { createHash } from 'node:crypto';
import { BatchctlError, EXIT } from '../errors.js';
import type { Fault, Fields } from '../record.js';
import { metadataText, PLACES } from './papr-metadata.js';
import type { Sample, Shaping } from './shaping.js';
import type { Settings } from './scope.js';
import { textColumn } from './text-column.js';

/** UTF-8 bytes of one memory's content, by the service's own check. */
const MOST_CONTENT = 15_000;

export const paprShaping: Shaping = {
  complete: (settings, sample) => {
    assertParallelism(settings);
    return { ...settings, content: contentColumn(settings, sample) };
  },
  maker:
    ({ content = 'content' }, _scope, mark) =>
    (fields, row) =>
      memory(fields, content, `${mark}:${row}`),
};

function assertParallelism({ parallelism }: Settings): void {
  if (parallelism === undefined || /^(?:[1-9]|[1-4]\d|50)$/.test(parallelism)) return;
  throw new BatchctlError(EXIT.usage, 'parallelism_invalid', '--parallelism must be a whole number from 1 to 50');
}

function contentColumn({ content }: Settings, sample: Sample): string {
  return textColumn(sample, { flag: 'content', named: content, usual: 'content', others: PLACES });
}

function memory({ names, values }: Fields, column: string, mark: string): string | Fault {
  const at = names.indexOf(column);
  const text: unknown = JSON.parse(values[at] ?? 'null');
  const fault = contentFault(text, column);
  if (fault !== undefined || typeof text !== 'string') return fault ?? notText(column);
  const others = { names: names.toSpliced(at, 1), values: values.toSpliced(at, 1) };
  const metadata = metadataText(others, { key: createHash('md5').update(text).digest('hex'), row: mark });
  if (typeof metadata !== 'string') return metadata;
  return `{"content":${values[at]},"type":"text","metadata":${metadata}}`;
}

function contentFault(text: unknown, column: string): Fault | undefined {
  if (typeof text !== 'string') return notText(column);
  if (text.trim() === '') return { code: 'content_empty', message: `${column}: the memory has no content`, column };
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_CONTENT) return undefined;
  const message = `${column}: ${bytes} bytes where a memory may have ${MOST_CONTENT}`;
  return { code: 'content_too_large', message, column };
}

function notText(column: string): Fault {
  return { code: 'content_missing', message: `${column}: not there, or not text`, column };
}

import type { CsvShape } from './csv-shape.js';
import type { CsvScanner } from './csv-simd-scanner.js';
import type { ItemLimits } from './encoder.js';
import { itemTemplate, itemText } from './item-template.js';
import type { MemoryImage } from './memory-image.js';

/** Tells a scanner of rows that are sent as they are. Answers how many bytes an item of empty values has. */
export function describePlain(scanner: CsvScanner, image: MemoryImage, shape: CsvShape, limits: ItemLimits): number {
  const { header } = shape;
  const pieces = piecesOf(header, limits.separator);
  const headerBytes = headerItem(shape, limits.separator);
  const required = limits.required === undefined ? -1 : header.indexOf(limits.required);
  scanner.describePlain(required, image.addTexts(pieces), image.add(headerBytes), headerBytes.length);
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** The template cut for values that are text: their quotes are part of what stands around them. */
function piecesOf(header: readonly string[], separator: string): readonly Buffer[] {
  const { before, behind } = itemTemplate(header, separator);
  const texts = [...before.map((text, index) => `${index === 0 ? '' : '"'}${text}"`), `"${behind}`];
  return texts.map((text) => Buffer.from(text));
}

/** The item that the header would be, if the source has one that must not come again. */
function headerItem({ hasHeader, header }: CsvShape, separator: string): Buffer {
  const isUnlike = !hasHeader || header.length === 1;
  return Buffer.from(isUnlike ? '' : itemText(itemTemplate(header, separator), header));
}

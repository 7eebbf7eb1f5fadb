/** A first look at the source: how it is written, and where its rows begin. */
import { detectShape, HEAD_BYTES, requireColumn, type Shape } from '../encode/shape.js';
import type { FileSource } from '../source/file.js';
import type { ImportPlan } from './plan.js';

/** Enough of most sources. */
const FIRST_BYTES = 65_536;

/** Throws a BatchctlError where the source can't be imported as it is, or lacks a column that the plan names. */
export async function lookAt(source: FileSource, { choice, scope, file }: ImportPlan): Promise<Shape> {
  const given = { ...choice, name: file };
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const head = await source.range(0, Math.min(bytes, HEAD_BYTES, source.size));
    const shape = detectShape(head, given, head.length === source.size);
    if (shape === undefined) continue;
    if (scope.matchKey !== null) requireColumn(shape, scope.matchKey);
    return shape;
  }
}

/** How this import's rows become items: its mapping, its target's shaping and its schema, one behind the other. */
import { compileMapping } from '../encode/mapping/compile.js';
import type { ItemLimits } from '../encode/encoder.js';
import { loadSchema } from '../encode/json-schema.js';
import { hasKey, keyMissing } from '../encode/match-key.js';
import { sentColumns } from '../encode/rejects-columns.js';
import type { Shape } from '../encode/shape.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { Fault, ItemMaker } from '../record.js';
import type { FrozenPlan, ImportPlan } from './plan.js';

/** What encoders are told about it. */
export type Making = Pick<ItemLimits, 'make' | 'required'>;

/**
 * `mark` names the import in the rows that carry it. Where nothing is to be made of a row, encoders take it as it is, which is faster.
 * Throws a BatchctlError: usage for a mapping or a schema that can't be, conflict where the schema isn't the one of the mapping.
 */
export async function makingOf(
  { target }: Pick<ImportPlan, 'target'>,
  frozen: FrozenPlan,
  mark: string,
): Promise<Making> {
  const { mapping, scope, settings, shape } = frozen;
  const { matchKey } = scope;
  const shaped = target.shaping?.maker(settings, scope, mark);
  const required = matchKey === null ? {} : { required: matchKey };
  if (mapping === null) return { ...required, ...(shaped !== undefined && { make: shaped }) };
  const map = compileMapping(mapping, columnsOf(shape));
  const make = shaped ?? objectText;
  const check = mapping.schema === null ? undefined : await schemaCheck(mapping.schema);
  return {
    make: (fields, row) => {
      const mapped = map(fields);
      if ('code' in mapped) return mapped;
      if (matchKey !== null && !hasKey(mapped, matchKey)) return keyMissing(matchKey);
      const item = make(mapped, row);
      return typeof item === 'string' ? (check?.(item) ?? item) : item;
    },
  };
}

/** The columns that rows have before they are mapped; undefined where each row names its own. */
export function columnsOf(shape: Shape): readonly string[] | undefined {
  return shape.format === 'csv' ? sentColumns(shape.header) : undefined;
}

const objectText: ItemMaker = ({ names, values }) =>
  `{${names.map((name, index) => `${JSON.stringify(name)}:${values[index]}`).join(',')}}`;

async function schemaCheck({ path, sha256 }: { readonly path: string; readonly sha256: string }): Promise<Check> {
  const schema = await loadSchema(path);
  if (schema.sha256 === sha256) return schema.check;
  const message = `${path} is not the schema that the import began with`;
  throw new BatchctlError(EXIT.conflict, 'schema_changed', message, { hint: 'bring it back as it was' });
}

type Check = (item: string) => Fault | undefined;

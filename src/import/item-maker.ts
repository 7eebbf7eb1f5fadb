/** How this import's rows become items: its mapping, its target's shaping and its schema, one behind the other. */
import { compileMapping } from '../encode/mapping/compile.js';
import { rowTemplate } from '../encode/mapping/template.js';
import type { Mapping } from '../encode/mapping/mapping.js';
import type { ItemLimits } from '../encode/encoder.js';
import { loadSchema } from '../encode/json-schema.js';
import { hasKey, keyMissing } from '../encode/match-key.js';
import { sentColumns } from '../encode/rejects-columns.js';
import type { Shape } from '../encode/shape.js';
import { BatchctlError, EXIT } from '../errors.js';
import type { Fault, ItemMaker } from '../record.js';
import type { FrozenPlan, ImportPlan } from './plan.js';

/** What encoders are told about it. */
export type Making = Pick<ItemLimits, 'make' | 'required' | 'template'>;

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
  const check = mapping.schema === null ? undefined : await schemaCheck(mapping.schema);
  return mappedMaking({ mapping, columns: columnsOf(shape), matchKey }, shaped, check);
}

/** What is to become of rows, and by which name of theirs records are found. `columns` are as for `compileMapping`. */
interface MappedRows {
  readonly mapping: Mapping;
  readonly columns: readonly string[] | undefined;
  readonly matchKey: string | null;
}

/** Rows through a mapping, a target's shaping and a check, where there are any. Throws as `compileMapping` does. */
export function mappedMaking(rows: MappedRows, shaped?: ItemMaker, check?: Check): Making {
  const { mapping, columns, matchKey } = rows;
  const map = compileMapping(mapping, columns);
  const toItem = shaped ?? objectText;
  const make: ItemMaker = (fields, row) => {
    const mapped = map(fields);
    if ('code' in mapped) return mapped;
    if (matchKey !== null && !hasKey(mapped, matchKey)) return keyMissing(matchKey);
    const item = toItem(mapped, row);
    return typeof item === 'string' ? (check?.(item) ?? item) : item;
  };
  const isMappedOnly = shaped === undefined && check === undefined;
  const template = isMappedOnly && columns !== undefined ? rowTemplate(mapping, columns, matchKey) : undefined;
  return { make, ...(template !== undefined && { template }) };
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

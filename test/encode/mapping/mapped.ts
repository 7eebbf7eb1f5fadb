/** Rows through a mapping, as JSON text. */
import { fieldsOf } from '../../../src/encode/json-fields.js';
import { compileMapping } from '../../../src/encode/mapping/compile.js';
import { PLAIN, type FieldType, type Mapping } from '../../../src/encode/mapping/mapping.js';
import type { Fault, Fields } from '../../../src/record.js';

/** A mapping in short: `map` and `set` by place, `types` by column. */
export interface Short extends Partial<Omit<Mapping, 'map' | 'set' | 'types'>> {
  readonly map?: readonly (readonly [to: string, from: string])[];
  readonly set?: readonly (readonly [to: string, json: string])[];
  readonly types?: Readonly<Record<string, FieldType>>;
}

export function mappingFrom({ map = [], set = [], types = {}, ...rest }: Short): Mapping {
  return {
    ...PLAIN,
    ...rest,
    map: map.map(([to, from]) => ({ to, from })),
    set: set.map(([to, json]) => ({ to, json })),
    types: Object.entries(types).map(([column, type]) => ({ column, type })),
  };
}

/** Cells as an encoder gives them. */
export function csvRow(cells: Readonly<Record<string, string>>): Fields {
  return { names: Object.keys(cells), values: Object.values(cells).map((cell) => JSON.stringify(cell)) };
}

function objectText({ names, values }: Fields): string {
  return `{${names.map((name, index) => `${JSON.stringify(name)}:${values[index]}`).join(',')}}`;
}

/** The item's text, or the fault's code. */
export function outcomeText(result: Fields | Fault): string {
  return 'code' in result ? result.code : objectText(result);
}

/** A CSV row's item, or its fault's code. */
export function mapCsv(short: Short, cells: Readonly<Record<string, string>>): string {
  const row = csvRow(cells);
  return outcomeText(compileMapping(mappingFrom(short), row.names)(row));
}

/** Likewise for a line of NDJSON. */
export function mapJson(short: Short, line: string): string {
  return outcomeText(compileMapping(mappingFrom(short), undefined)(fieldsOf(line)));
}

/** The value of one typed cell, or its fault's code. */
export function typedCell(type: FieldType, cell: string, more: Short = {}): string {
  return mapCsv({ ...more, types: { v: type } }, { v: cell }).replace(/^\{"v":(.*)\}$/s, '$1');
}

/** Likewise for one JSON value. */
export function typedJson(type: FieldType, json: string, more: Short = {}): string {
  return mapJson({ ...more, types: { v: type } }, `{"v":${json}}`).replace(/^\{"v":(.*)\}$/s, '$1');
}

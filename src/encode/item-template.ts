/**
 * The fixed text around a record's values: `{"id":` value `,"name":` value `}` separator.
 * Every CSV encoder fills in this one template, so they can't disagree about keys.
 */
export interface ItemTemplate {
  /** What stands before each value. */
  readonly before: readonly string[];
  /** What stands behind the last value: the closing brace and the target's separator. */
  readonly behind: string;
}

/** `columns` in the order of the fields; of none, an object without members. */
export function itemTemplate(columns: readonly string[], separator: string): ItemTemplate {
  return {
    before: columns.map((column, index) => `${index === 0 ? '{' : ','}${JSON.stringify(column)}:`),
    behind: `${columns.length === 0 ? '{}' : '}'}${separator}`,
  };
}

/** One row as JSON text. Built by hand: no object, so a column named `__proto__` is a column like any other. */
export function itemText(template: ItemTemplate, fields: readonly string[]): string {
  let text = '';
  for (let index = 0; index < fields.length; index++) text += template.before[index] + JSON.stringify(fields[index]);
  return text + template.behind;
}

/** Cells that a spreadsheet would compute. */

/** Behind blanks too, and in the full-width forms that spreadsheets take for the same signs. */
const BEGINS = /^\s*[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;
/** A number with a sign computes nothing but itself. */
const NUMBER = /^[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?$/;

/**
 * The text with an apostrophe in front where a spreadsheet would take it for a formula. For what people look at: a file that is to be
 * imported again must hold every value as it is.
 */
export function withoutFormula(text: string): string {
  return BEGINS.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

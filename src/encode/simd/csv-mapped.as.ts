// Rows as a mapping makes them: a record's cells are found first, and then written as a list of operations says.
//
// An operation is four numbers of four bytes: its code and three more. The host writes them (src/encode/csv-simd-operations.ts).
//
//   TEXT      address, length, -        bytes as they are
//   END       sign, -, back             the sign that closes an object or a list of which parts may be left out: each wrote a comma
//                                       behind it, and the last one's is overwritten. Without any part, `back` bytes go, unless it is 0
//   others    column, actions, back     a cell as a value of that type. `actions`: for empty text, and (four bits higher) for the text
//                                       that means null
//
// What goes takes the operation behind it along, which is its comma. Behind every operation but a TEXT, one is written that looks at the
// limit: so a few bytes, within the slack, may be written without a look.

import { BLOCK, NONE, QUOTE } from './csv-bytes.as';
import { cellEnd, cellStart, divide, isHeader, isText } from './csv-cells.as';
import { copyBytes, copyPlain, writeEscape } from './csv-text.as';
import { behindPlus, behindSign, isDatetime, isNumber, truthOf } from './csv-values.as';

const OPERATION: usize = 16;

const TEXT: u32 = 0;
const END: u32 = 1;
const STRING: u32 = 2;
const INT: u32 = 3;
const NUMBER: u32 = 4;
const BOOLEAN: u32 = 5;

/** What becomes of a cell: its value, null, nothing at all; or the record isn't taken. */
const VALUE: u32 = 0;
const NULL: u32 = 1;
const OMIT: u32 = 2;
const STOP: u32 = 3;

const COMMA: u32 = 0x2c;
const CAPITAL_T: u32 = 0x54;
const NULL_WORD: u32 = 0x6c6c756e;
const TRUE_WORD: u32 = 0x65757274;
const FALS_WORD: u32 = 0x736c6166;
const SMALL_E: u32 = 0x65;

let operations: usize = 0;
let operationsEnd: usize = 0;
/** The text that means null, with quotes doubled; no bytes where none does. */
let nullText: usize = 0;
let nullBytes: usize = 0;

/** Set with each record that is taken: behind its item. */
export let itemEnd: usize = 0;

/** `nullTextBytes` may be 0. */
export function describeMapped(operationsAt: usize, count: u32, nullTextAt: usize, nullTextBytes: usize): void {
  operations = operationsAt;
  operationsEnd = operationsAt + <usize>count * OPERATION;
  nullText = nullTextAt;
  nullBytes = nullTextBytes;
}

/** Writes the item of the record at `from` to `to`: behind the record's line break, or NONE where it isn't taken. */
export function takeMapped(from: usize, end: usize, to: usize, limit: usize): usize {
  const next = divide(from, end);
  if (next == NONE || isHeader()) return NONE;
  let target = to;
  for (let operation = operations; operation < operationsEnd; operation += OPERATION) {
    const code = load<u32>(operation);
    if (code == TEXT) {
      target = copyBytes(<usize>load<u32>(operation, 4), <usize>load<u32>(operation, 8), target, limit);
    } else if (code == END) {
      const isLeftOut = load<u8>(target - 1) != COMMA && load<u32>(operation, 12) != 0;
      target = isLeftOut ? target - <usize>load<u32>(operation, 12) : writeEnd(load<u32>(operation, 4), target);
      if (isLeftOut) operation += OPERATION;
    } else {
      const column = <usize>load<u32>(operation, 4);
      const start = cellStart(column);
      const behind = cellEnd(column);
      const action = actionFor(start, behind, load<u32>(operation, 8));
      if (action == VALUE) target = writeValue(code, start, behind, target, limit);
      else if (action == NULL) target = writeWord(NULL_WORD, target);
      else if (action == STOP) return NONE;
      else {
        target -= <usize>load<u32>(operation, 12);
        operation += OPERATION;
      }
    }
    if (target == NONE) return NONE;
  }
  itemEnd = target;
  return next;
}

@inline
function actionFor(from: usize, end: usize, actions: u32): u32 {
  if (from == end) return actions & 15;
  return isText(from, end, nullText, nullBytes) ? actions >> 4 : VALUE;
}

/** Closes what has parts with a comma behind each, or none at all. */
function writeEnd(sign: u32, target: usize): usize {
  if (load<u8>(target - 1) == COMMA) {
    store<u8>(target - 1, <u8>sign);
    return target;
  }
  store<u8>(target, <u8>sign);
  return target + 1;
}

/** A cell's value. NONE: it has none of this type, or it is long and would end behind `limit`. */
@inline
function writeValue(code: u32, from: usize, end: usize, target: usize, limit: usize): usize {
  if (code == STRING) return writeString(from, end, target, limit);
  if (code == INT || code == NUMBER) {
    if (!isNumber(behindSign(from, end), end, code == INT)) return NONE;
    const start = behindPlus(from, end);
    return copyBytes(start, end - start, target, limit);
  }
  return code == BOOLEAN ? writeBoolean(from, end, target) : writeDatetime(from, end, target, limit);
}

function writeString(from: usize, end: usize, to: usize, limit: usize): usize {
  store<u8>(to, <u8>QUOTE);
  let source = from;
  let target = to + 1;
  while (source < end) {
    const run = min(copyPlain(source, target, false), end - source);
    source += run;
    target += run;
    if (target > limit) return NONE;
    if (run == BLOCK || source >= end) continue;
    const sign: u32 = load<u8>(source);
    // Within a cell, quotes are doubled.
    source += sign == QUOTE ? 2 : 1;
    target = writeEscape(sign, target);
  }
  store<u8>(target, <u8>QUOTE);
  return target + 1;
}

function writeBoolean(from: usize, end: usize, target: usize): usize {
  const truth = truthOf(from, end);
  if (truth < 0) return NONE;
  if (truth == 1) return writeWord(TRUE_WORD, target);
  store<u8>(target, <u8>SMALL_E, 4);
  return writeWord(FALS_WORD, target) + 1;
}

/** Four letters. */
@inline
function writeWord(word: u32, target: usize): usize {
  store<u32>(target, word);
  return target + 4;
}

function writeDatetime(from: usize, end: usize, target: usize, limit: usize): usize {
  if (!isDatetime(from, end)) return NONE;
  store<u8>(target, <u8>QUOTE);
  const behind = copyBytes(from, end - from, target + 1, limit);
  if (behind == NONE) return NONE;
  store<u8>(target + 11, <u8>CAPITAL_T);
  store<u8>(behind, <u8>QUOTE);
  return behind + 1;
}

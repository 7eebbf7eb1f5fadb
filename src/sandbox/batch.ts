/** A write request's body, read once: where its records are, and which of them a job will refuse. */
import { isUtf8, type Buffer } from 'node:buffer';
import { eachElement, eachMember, JsonError, skipSpace, skipValue } from './json-scan.js';
import { matchValue, nameOf } from './merge.js';
import { RequestRefusal } from './refusal.js';
import { checkField } from './row-check.js';

/** Most records of one request, by the vendor's page. */
const MOST_RECORDS = 10_000;

export type Operation = 'append' | 'upsert';

/** A record that the job will refuse; the index counts from 0. */
interface RowRefusal {
  readonly index: number;
  readonly message: string;
}

/** One record's bytes. `matchValue` is there for an upsert. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly matchValue?: string;
}

export interface Batch {
  readonly body: Buffer;
  readonly spans: readonly Span[];
  /** In order of index, one a record at most. */
  readonly refusals: readonly RowRefusal[];
  readonly matchKey: string | null;
}

interface Form {
  readonly operation: Operation;
  /** `{record: {…}}` instead of `{records: […]}`. */
  readonly single?: boolean;
}

/** Reads and validates a whole body. Throws RequestRefusal (400), naming the place. */
export function readBatch(body: Buffer, form: Form): Batch {
  const field = form.single === true ? 'record' : 'records';
  const found = new Finder(body, field);
  try {
    if (!isUtf8(body)) throw new JsonError(0);
    const end = eachMember(body, skipSpace(body, 0), found.visit);
    if (skipSpace(body, end) !== body.length) throw new JsonError(end);
  } catch (error) {
    throw error instanceof JsonError ? invalid('body', `the body is ${error.message}`) : error;
  }
  if (found.problem !== undefined) throw found.problem;
  if (found.spans.length === 0) throw invalid(field, `${field}: at least one record is required`);
  if (found.spans.length > MOST_RECORDS) throw invalid(field, `${field}: more than ${MOST_RECORDS} records`);
  const batch = { body, spans: found.spans, refusals: found.refusals, matchKey: null };
  return form.operation === 'append' ? batch : withMatchValues(batch, field, found.matchKey);
}

function withMatchValues(batch: Batch, field: string, matchKey: unknown): Batch {
  if (typeof matchKey !== 'string' || matchKey === '') throw invalid('matchKey', 'matchKey: a field name is required');
  const spans = batch.spans.map(({ start, end }, index) => {
    const value = matchValue(batch.body, start, matchKey);
    if (value !== undefined) return { start, end, matchValue: value };
    const path = field === 'records' ? `records[${index}].${matchKey}` : `record.${matchKey}`;
    throw invalid(path, `${path}: the match key has no value`);
  });
  return { ...batch, spans, matchKey };
}

function invalid(path: string, message: string): RequestRefusal {
  return new RequestRefusal(400, message, { path });
}

/** Collects what the outer object's members say; of two members of one name the last counts, as with JSON.parse. */
class Finder {
  spans: Span[] = [];
  refusals: RowRefusal[] = [];
  matchKey: unknown;
  problem: RequestRefusal | undefined;
  readonly #body: Buffer;
  readonly #field: string;

  constructor(body: Buffer, field: string) {
    this.#body = body;
    this.#field = field;
  }

  readonly visit = (nameStart: number, nameEnd: number, value: number): number => {
    const name = nameOf(this.#body, nameStart, nameEnd);
    if (name === this.#field) return this.#records(value);
    const end = skipValue(this.#body, value, 1);
    if (name === 'matchKey') this.matchKey = JSON.parse(this.#body.toString('utf8', value, end));
    return end;
  };

  #records(at: number): number {
    this.spans = [];
    this.refusals = [];
    this.problem = undefined;
    if (this.#field === 'record') return this.#record(at);
    if (this.#body[at] === 0x5b) return eachElement(this.#body, at, this.#record);
    this.problem = invalid('records', 'records: must be an array');
    return skipValue(this.#body, at, 1);
  }

  readonly #record = (start: number): number => {
    const body = this.#body;
    const index = this.spans.length;
    if (body[start] !== 0x7b) {
      const path = this.#field === 'records' ? `records[${index}]` : 'record';
      this.problem ??= invalid(path, `${path}: must be an object`);
    }
    let message: string | undefined;
    const end =
      this.problem === undefined
        ? eachMember(body, start, (nameStart, nameEnd, value) => {
            const valueEnd = skipValue(body, value, 3);
            message ??= checkField(body, [nameStart, nameEnd], [value, valueEnd]);
            return valueEnd;
          })
        : skipValue(body, start, 2);
    if (message !== undefined) this.refusals.push({ index, message });
    this.spans.push({ start, end });
    return end;
  };
}

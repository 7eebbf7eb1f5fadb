/**
 * A service as Experiture describes its own: keys that it remembers for a day, answers with a job, and jobs that say later what became
 * of the rows. It keeps the truth: what was applied, how often, in which order.
 */
import { createHash } from 'node:crypto';
import type { Random } from './random.js';
import { rowsIn, type Row } from './rows.js';
import { EPOCH, type Schedule } from './schedule.js';
import { GOOD_SERVICE, type ServiceManners } from './manners.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Job {
  readonly id: string;
  readonly rows: readonly Row[];
  /** Undefined while it isn't over. */
  answer: object | undefined;
  isHidden: boolean;
}

interface Remembered {
  readonly hash: string;
  readonly answer: Answer;
  readonly until: number;
}

export class Service {
  /** Every row in the order in which it was applied. */
  readonly applied: Row[] = [];
  readonly jobs = new Map<string, Job>();
  /** What clients must never do. */
  readonly violations: string[] = [];
  readonly #memory = new Map<string, Remembered>();
  readonly #random: Random;
  readonly #schedule: Schedule;
  #manners: ServiceManners;
  readonly #isOrdered: boolean;

  constructor(random: Random, schedule: Schedule, manners: ServiceManners, isOrdered: boolean) {
    this.#random = random;
    this.#schedule = schedule;
    this.#manners = manners;
    this.#isOrdered = isOrdered;
  }

  /** From now on nothing goes wrong by chance. What was lost stays so. */
  behave(): void {
    const { dedupes, lastsMs, maxRows, namesPoison, listsErrors } = this.#manners;
    this.#manners = { ...GOOD_SERVICE, dedupes, lastsMs, maxRows, namesPoison, listsErrors };
  }

  /** A request has arrived. Whatever is answered says what time it is. */
  take(asked: Asked): Answer {
    const answer = this.#answer(asked);
    return { ...answer, headers: { ...answer.headers, date: dateAt(this.#schedule.now) } };
  }

  #answer(asked: Asked): Answer {
    if (asked.method === 'GET') return this.#show(asked.path.split('/').at(-1) ?? '');
    const { key = '', body } = asked;
    const hash = createHash('sha256').update(body).digest('hex');
    const known = this.#memory.get(key);
    if (known !== undefined && known.hash !== hash) {
      this.violations.push(`key ${key} came with another body than before`);
      return refusal(409, 'IDEMPOTENCY_CONFLICT', 'the key came with another body before');
    }
    if (known !== undefined && this.#schedule.now < known.until && this.#manners.dedupes) return known.answer;
    if (known !== undefined && this.#schedule.now >= known.until && !this.#isOrdered)
      this.violations.push(`key ${key} came again after its window`);
    return this.#execute(key, hash, rowsIn(body));
  }

  #execute(key: string, hash: string, rows: readonly Row[]): Answer {
    const { maxRows, namesPoison, lastsMs, failsAndRemembers, shutsEyes } = this.#manners;
    if (rows.length > maxRows) return refusal(413, 'TOO_LARGE', 'too many rows');
    const poisoned = rows.findIndex(({ fate }) => fate === 'poison');
    const isSeen = poisoned >= 0 && !this.#random.chance(shutsEyes);
    if (isSeen) {
      const place = namesPoison ? `records[${poisoned}].fate: ` : '';
      return refusal(400, 'CDP_ETL.VALIDATION.FAILED', `${place}poison`);
    }
    const isFailing = this.#random.chance(failsAndRemembers);
    const isExecuted = !isFailing || this.#random.chance(0.5);
    const answer = this.#answerFor(rows, isExecuted, isFailing);
    this.#memory.set(key, { hash, answer, until: this.#schedule.now + lastsMs });
    return answer;
  }

  #answerFor(rows: readonly Row[], isExecuted: boolean, isFailing: boolean): Answer {
    const job: Job = { id: `job${this.jobs.size}`, rows, answer: undefined, isHidden: false };
    if (isExecuted) this.jobs.set(job.id, job);
    if (isFailing) {
      if (isExecuted) this.#begin(job);
      return refusal(500, 'INTERNAL', 'something broke');
    }
    if (this.#random.chance(this.#manners.answersAtOnce)) {
      this.#complete(job);
      const { metrics, errors }: { metrics?: { validRows: number }; errors?: unknown } = job.answer ?? {};
      return ok(200, { acceptedRecords: metrics?.validRows, metrics, errors });
    }
    this.#begin(job);
    job.isHidden = this.#random.chance(this.#manners.losesJobs);
    return ok(202, { jobId: job.id, state: 'queued', acceptedRecords: rows.length });
  }

  #begin(job: Job): void {
    this.#schedule.after(this.#random.below(this.#manners.jobMs), undefined, () => this.#end(job));
  }

  #end(job: Job): void {
    const { failsProven, failsSilently, pretends } = this.#manners;
    const error = { code: 'JOB_BROKE', message: 'the job broke' };
    if (this.#random.chance(failsProven)) {
      job.answer = { state: 'failed', error, metrics: { totalRows: job.rows.length, validRows: 0, invalidRows: 0 } };
    } else if (this.#random.chance(failsSilently)) {
      this.applied.push(
        ...job.rows.filter(({ fate }) => fate === 'fine').slice(0, this.#random.below(job.rows.length)),
      );
      job.answer = { state: 'failed', error };
    } else this.#complete(job, this.#random.chance(pretends));
  }

  #complete(job: Job, isPretence = false): void {
    const errors = job.rows.flatMap(({ fate }, index) =>
      fate === 'fine' ? [] : [{ index, code: 'INVALID', message: 'a bad row' }],
    );
    if (!isPretence) this.applied.push(...job.rows.filter(({ fate }) => fate === 'fine'));
    const invalidRows = errors.length;
    const metrics = { totalRows: job.rows.length, validRows: job.rows.length - invalidRows, invalidRows };
    job.answer = { state: 'completed', metrics, ...(this.#manners.listsErrors ? { errors } : {}) };
  }

  #show(id: string): Answer {
    const job = this.jobs.get(id);
    if (job === undefined || job.isHidden || this.#random.chance(this.#manners.missesJobs))
      return refusal(404, 'NOT_FOUND', 'no such job');
    return ok(200, { jobId: id, ...(job.answer ?? { state: 'running' }) });
  }
}

function dateAt(now: number): string {
  return new Date(EPOCH + now).toUTCString();
}

function ok(status: number, data: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify({ success: true, data }) };
}

export function refusal(status: number, code: string, message: string): Answer {
  const text = JSON.stringify({ success: false, error: { code, message } });
  return { status, headers: { 'content-type': 'application/json' }, text };
}

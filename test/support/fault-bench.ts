/** Imports through the fault proxy into the sandbox, all in this process, and what the sandbox holds afterwards. */
import { rmSync, writeFileSync } from 'node:fs';
import { toPlans } from '../../src/cli/import-plan.js';
import type { ImportFlags } from '../../src/cli/import.js';
import { runImport } from '../../src/import/run.js';
import type { ImportPlan } from '../../src/import/plan.js';
import type { Service } from '../../src/import/service.js';
import type { ImportReport } from '../../src/report/report.js';
import type { Exchange } from '../../src/target/http.js';
import type { Target } from '../../src/target/target.js';
import { API_KEY, assertUnmarked } from './canary.js';
import { PASS, type Schedule } from './fault.js';
import { FaultProxy } from './fault-proxy.js';
import { QuickTools } from './quick-tools.js';
import { Within, type Scope } from './within.js';

/** The flags that an import has where nothing is typed. */
const USUAL: ImportFlags = {
  header: true,
  concurrency: 1,
  maxRetries: 6,
  wait: true,
  waitTimeout: 1_800_000,
  progress: 'none',
  stateDir: '.batchctl',
  fault: '',
  batchSize: 4,
};

export interface Api {
  readonly flags: Partial<ImportFlags>;
  /** Its base path at the sandbox. */
  readonly path: string;
  /** Asks for the number of each row that was applied. */
  readonly applied: string;
}

const EXPERITURE: Api = {
  flags: { target: 'experiture', object: 'rows' },
  path: '/public/v1',
  applied: "select record ->> 'id' as row from records",
};

export const PAPR: Api = {
  flags: { target: 'papr', user: 'customer_1', content: 'note' },
  path: '',
  applied: "select substr(content, 6) as row from memories where external_user_id = 'customer_1'",
};

export const OPENAI: Api = {
  flags: { target: 'openai', model: 'm1', prompt: 'note', batchSize: 100 },
  path: '/openai/v1',
  applied: 'select 0 as row',
};

export const LLAMA_STACK: Api = { ...OPENAI, flags: { ...OPENAI.flags, target: 'llama-stack' }, path: '/v1' };

export interface Try {
  readonly schedule?: Schedule;
  /** What the sandbox does wrong by itself. */
  readonly faults?: string;
  readonly flags?: Partial<ImportFlags>;
  /** ms that any answer may take; as long as the target says where it is left out. */
  readonly answerMs?: number;
  readonly tools?: QuickTools;
  /** Where the service is, in place of the proxy, and the authorities to trust. */
  readonly at?: { readonly url: string; readonly ca?: string };
}

export class FaultBench {
  readonly #place: Within;
  readonly #api: Api;
  #upstream = '';
  proxy: FaultProxy;

  private constructor(place: Within, api: Api, proxy: FaultProxy) {
    this.#place = place;
    this.#api = api;
    this.proxy = proxy;
  }

  /** In a directory of its own, which is the working directory from now on. */
  static async open(test: Scope, api: Api = EXPERITURE): Promise<FaultBench> {
    const place = new Within(test);
    const bench: FaultBench = new FaultBench(place, api, await FaultProxy.open(() => bench.#upstream));
    test.after(() => bench.proxy.close());
    return bench;
  }

  /** `rows.csv`, with so many good rows, numbered from 1, and so many bytes more in each. */
  write(rows: number, more = 0): void {
    const lines = numbered(rows).map((row) => `${row},u${row}@example.com,Note ${row}${'.'.repeat(more)}`);
    writeFileSync('rows.csv', `id,email,note\n${lines.join('\n')}\n`);
  }

  /** Forgets what was imported. */
  forget(): void {
    rmSync('.batchctl', { recursive: true, force: true });
  }

  /** Another proxy in place of one that was closed. */
  async reopen(): Promise<void> {
    this.proxy = await FaultProxy.open(() => this.#upstream);
  }

  /** Imports `rows.csv`. */
  async import(how: Try = {}): Promise<ImportReport> {
    const { schedule = PASS, faults = '', flags = {}, answerMs, tools = new QuickTools(), at } = how;
    this.#upstream = await this.#place.serve(faults);
    this.proxy.schedule = schedule;
    const { plans } = await toPlans(['rows.csv'], { ...USUAL, ...this.#api.flags, ...flags }, [], {});
    const [plan] = plans;
    if (plan === undefined) throw new Error('no plan');
    const hasty: ImportPlan = answerMs === undefined ? plan : { ...plan, target: impatient(plan.target, answerMs) };
    const show = { progress: () => undefined, say: (text: string) => assertUnmarked('what was said', text) };
    const report = await runImport(hasty, this.#service(at), tools, show);
    assertUnmarked('the report', JSON.stringify(report));
    return report;
  }

  /** The rows that the service holds, ascending. Its jobs have ended when this resolves. */
  async applied(): Promise<number[]> {
    const rows = await this.#place.query(this.#api.applied);
    return rows.map(({ row }) => Number(row)).toSorted((one, two) => one - two);
  }

  async query(sql: string): Promise<Record<string, unknown>[]> {
    return await this.#place.query(sql);
  }

  /** Where the sandbox is, once it was served. */
  get upstream(): string {
    return this.#upstream;
  }

  #service({ url, ...ca }: NonNullable<Try['at']> = { url: this.proxy.url }): Service {
    // The same keys, whatever the port.
    const identity = 'http://service.example';
    return {
      url: url + this.#api.path,
      identity,
      ...ca,
      secret: API_KEY,
      account: null,
      sandboxDb: null,
      close: async () => undefined,
    };
  }
}

/** The target with so much less patience for an answer. */
function impatient(target: Target, timeoutMs: number): Target {
  const hurried =
    (exchange: Exchange): Exchange =>
    (request) =>
      exchange({ ...request, timeoutMs });
  return {
    ...target,
    send: (exchange, to, part) => target.send(hurried(exchange), to, part),
    settle: (exchange, ...rest) => target.settle(hurried(exchange), ...rest),
  };
}

/** The numbers from 1 to `rows`. */
export function numbered(rows: number): number[] {
  return Array.from({ length: rows }, (_, index) => index + 1);
}

/** All that a report says of why a run ended and what is in doubt. */
export function saidBy({ failures, chunks }: ImportReport): string {
  return [
    ...failures.map(({ code, message, hint }) => `${code}: ${message} (${hint ?? ''})`),
    ...chunks.inDoubt.map(({ reason }) => reason),
  ].join('\n');
}

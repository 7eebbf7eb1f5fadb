/** The line that every import goes along: open, cut, announce, send, settle, report. */
import { lockImport } from '../journal/hold.js';
import { Journal } from '../journal/journal.js';
import type { ImportReport } from '../report/report.js';
import { openSource } from '../source/open.js';
import { assemble, type Show } from './assemble.js';
import { begin } from './begin.js';
import { carry, orderMatters } from './carry.js';
import { conclude } from './conclude.js';
import { Failures, stateOf, type Line } from './line.js';
import { lookAt } from './look.js';
import { openingOf } from './opening.js';
import { freeze, importSlug, scopeOf, type ImportPlan } from './plan.js';
import type { Service } from './service.js';
import type { Tools } from './tools.js';
import { chunksToCarry, type Work } from './work.js';

/** Imports one source, or goes on with it. Throws a BatchctlError where that can't begin; what stops it later is in the report. */
export async function runImport(plan: ImportPlan, service: Service, tools: Tools, show: Show): Promise<ImportReport> {
  const since = tools.clock.uptime();
  const closing: (() => Promise<void>)[] = [];
  try {
    const source = await openSource(openingOf(plan, tools));
    closing.push(() => source.close());
    const frozen = freeze(plan, scopeOf(plan, service), await lookAt(source, plan));
    const hold = await lockImport(plan.stateDir, importSlug(plan.importId, frozen.scope).name, tools);
    closing.push(() => hold.release());
    await source.keepIn(hold.directory);
    const opened = await Journal.open(hold.directory, tools.disk);
    closing.push(() => opened.close());
    const journal = await begin(opened, { plan, service, source, frozen, tools });
    closing.push(() => journal.close());
    await source.replaceOlder();
    const failures = new Failures();
    const line = await assemble({ plan, service, source, frozen, journal, tools, failures, show });
    const nothingToDo = stateOf(line).complete;
    const isCut = nothingToDo || (await move(line, failures));
    const report = await conclude({
      line,
      service,
      failures,
      isCut,
      nothingToDo,
      seconds: tools.clock.uptime() - since,
    });
    if (stateOf(line).complete) await source.forget();
    return report;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** Moves rows until there are none left or something stops it. True when the source was cut to its end. */
async function move(line: Line, failures: Failures): Promise<boolean> {
  const running = new Set<Promise<void>>();
  const all = chunksToCarry(line);
  let isCut = false;
  while (!line.stopping.aborted) {
    const settle = await line.unsettled.acquire();
    await line.lanes?.room();
    const release = await line.sending.acquire();
    // Asked for only now: a chunk is cut when there is somebody to send it.
    const next = await all.next().catch((error: unknown) => failures.take(error));
    // Cutting also ends when it is told to, wherever it is then.
    isCut = next?.done === true && !line.stopping.aborted;
    if (next === undefined || next.done === true) {
      release();
      settle();
      break;
    }
    const work = next.value;
    const carrying: Promise<void> = carryInTurn(line, work, release)
      .catch((error: unknown) => failures.take(error))
      .finally(() => {
        work.lane?.leave();
        settle();
        running.delete(carrying);
      });
    running.add(carrying);
  }
  await Promise.all(running);
  return isCut;
}

/** A chunk that has to wait for others keeps nobody from sending meanwhile. */
async function carryInTurn(line: Line, { id, load, lane }: Work, release: () => void): Promise<void> {
  if (lane?.turn === undefined) return await carry(line, id, { ...load, release });
  release();
  if (lane.isBehindDoubt) throw orderMatters(line, 'an earlier run could not learn whether they were applied');
  await lane.turn;
  const releaseAgain = await line.sending.acquire();
  lane.start();
  await carry(line, id, { ...load, release: releaseAgain });
}

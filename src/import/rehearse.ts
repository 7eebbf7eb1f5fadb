/** What an import would do: everything but the sending, and nothing is written. */
import { EXIT } from '../errors.js';
import type { ImportReport } from '../report/report.js';
import { openSource } from '../source/open.js';
import type { Show } from './assemble.js';
import { cutChunks } from './chunk.js';
import { Findings } from './findings.js';
import { encoderFor, envelopeOf } from './line.js';
import { makingOf } from './item-maker.js';
import { lookAt } from './look.js';
import { sizeOf } from './body.js';
import { noSink } from './no-sink.js';
import { openingOf } from './opening.js';
import { freeze, introduce, markOf, SANDBOX, type FrozenPlan, type ImportPlan } from './plan.js';
import type { Tools } from './tools.js';

/** Reads the source to its end and counts. Throws a BatchctlError where it can't be read. */
export async function rehearseImport(plan: ImportPlan, tools: Tools, show: Show): Promise<ImportReport> {
  const since = tools.clock.uptime();
  const source = await openSource(openingOf(plan, tools));
  try {
    const scope = { ...plan.scope, baseUrl: plan.isSandbox ? SANDBOX : '', account: null };
    const frozen = freeze(plan, scope, await lookAt(source, plan));
    await source.keepIn(null);
    const { limits } = plan;
    const found = { findings: new Findings(), read: 0, rejected: 0, chunks: 0, requests: 0, bytes: 0 };
    const making = await makingOf(plan, frozen, markOf(plan.importId, null));
    const encoder = encoderFor({ plan, frozen, making }, limits.maxBytes);
    const envelope = envelopeOf({ plan, frozen });
    for await (const chunk of cutChunks({
      source,
      encoder,
      envelope,
      limits,
      sink: noSink,
      from: frozen.shape.first,
    })) {
      if (tools.stop.aborted) break;
      for (const rejection of chunk.rejections) found.findings.add(rejection);
      found.read = chunk.end.row;
      found.rejected += chunk.rejections.length;
      found.chunks += 1;
      found.requests += chunk.body === undefined ? 0 : 1;
      found.bytes += chunk.body === undefined ? 0 : sizeOf(chunk.body);
      const { read, rejected } = found;
      const figures = {
        bytes: chunk.end.byte,
        totalBytes: source.size ?? 0,
        read,
        sent: 0,
        settled: 0,
        rejected,
        retries: 0,
        inFlight: 0,
      };
      show.progress(figures);
    }
    return report(plan, frozen, found, tools.clock.uptime() - since);
  } finally {
    await source.close();
  }
}

interface Found {
  readonly findings: Findings;
  readonly read: number;
  readonly rejected: number;
  readonly chunks: number;
  readonly requests: number;
  readonly bytes: number;
}

function report(plan: ImportPlan, { scope }: FrozenPlan, found: Found, seconds: number): ImportReport {
  const { read, rejected, chunks, requests, bytes } = found;
  return {
    ...introduce(plan.importId, scope),
    source: plan.file,
    exitCode: rejected > 0 ? EXIT.rejected : EXIT.ok,
    nothingToDo: false,
    finishedAt: null,
    dryRun: true,
    rows: { read, accepted: 0, rejected, inDoubt: 0, pending: read - rejected },
    chunks: { total: chunks, sent: 0, resumed: 0, split: 0, inDoubt: [] },
    thisRun: { requests, retries: 0, rows: read - rejected, bytes, seconds },
    rejects: null,
    results: null,
    mayBeDoubled: [],
    errors: found.findings.groups,
    failures: [],
    notes: [{ text: 'To send them:', command: plan.command }],
  };
}

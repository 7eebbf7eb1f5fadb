/** The figures as a table in Markdown, which RESULTS.md can hold as it is. */
import type { Result } from './race.js';
import type { Resumed } from './resume.js';
import type { Install, StartUp } from './start-up.js';
import { CONTESTANTS, NAMED } from './contestants.js';
import { PEERS } from './peers.js';
import { median, pairedRatio, spread } from './statistics.js';

type Row = readonly string[];

/** Columns as wide as their widest cell. */
function table(head: Row, rows: readonly Row[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

export function raceTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { name, rows, failure } = result;
    if (failure !== null) return [name, rows.toLocaleString('en'), `failed: ${failure.replaceAll(/\s+/g, ' ')}`];
    const per = perSecond(result);
    const cpu = perMillion(result);
    const peak = `${Math.max(...result.peakMb)}`;
    return [name, rows.toLocaleString('en'), spread(per, 0), spread(result.seconds, 2), spread(cpu, 2), peak];
  });
  return table(['', 'rows', 'rows/s', 'seconds', 'CPU s a million rows', 'peak MiB'], rows);
}

function perSecond({ rows, seconds }: Result): number[] {
  return seconds.map((second) => rows / second);
}

function perMillion({ rows, cpu }: Result): number[] {
  return cpu.map((second) => (second / rows) * 1e6);
}

/** How many times the one was faster, and how many times less CPU it took, than the other. Empty where nobody has an opponent. */
export function ratioTable(results: readonly Result[]): string {
  const finished = results.filter(({ failure }) => failure === null);
  const find = (name: string) => finished.find((result) => result.name === name);
  const peers = finished.filter(({ name }) => PEERS.some((peer) => peer.name === name));
  const fastest = (format: string) =>
    peers
      .filter(({ name }) => name.endsWith(format))
      .toSorted((one, other) => median(perSecond(other)) - median(perSecond(one)))[0];
  const others = CONTESTANTS.filter(({ name }) => name.startsWith(`${NAMED.ready}, `));
  const pairs = [
    ...[NAMED.naiveCsv, NAMED.ready].map((name) => [find(NAMED.csv), find(name)] as const),
    [find(NAMED.csv), fastest(', CSV')] as const,
    ...[NAMED.naiveNdjson, NAMED.ready].map((name) => [find(NAMED.ndjson), find(name)] as const),
    [find(NAMED.ndjson), fastest(', NDJSON')] as const,
    ...others.map(({ name }) => [find(name.replace(NAMED.ready, NAMED.csv)), find(name)] as const),
  ];
  const rows = pairs.flatMap(([one, other]) => {
    if (one === undefined || other === undefined) return [];
    const speed = pairedRatio(perSecond(one), perSecond(other));
    return [[one.name, other.name, `${speed.toFixed(2)} ×`, `${pairedRatio(other.cpu, one.cpu).toFixed(2)} ×`]];
  });
  return rows.length === 0 ? '' : `${table(['', 'against', 'speed', 'less CPU'], rows)}\n`;
}

export function resumeTable({ rows, bytes, firstRequestMs, reportMs, peakMb, rowsPerSecond, cpu }: Resumed): string {
  const size = `${(bytes / 1e6).toFixed(0)} MB, ${rows.toLocaleString('en')} rows`;
  return table(
    [`a plain file of ${size}`, ''],
    [
      ['killed half-way: ms to the first request', spread(firstRequestMs, 0)],
      ['finished: ms to the report and exit', spread(reportMs, 0)],
      ['rows/s of the second half', Math.round(rowsPerSecond).toLocaleString('en')],
      ['CPU s a million rows of the second half', cpu.toFixed(2)],
      ['peak MiB: first half, second half, nothing to do', peakMb.join(', ')],
    ],
  );
}

/** Seconds as milliseconds. */
function ms(seconds: readonly number[]): string {
  const all = seconds.map((second) => second * 1_000);
  return spread(all, 0);
}

export function startUpTable({ help, helpCpu, node, nodeCpu }: StartUp): string {
  return table(
    ['ms', 'wall', 'CPU'],
    [
      ['batchctl --help', ms(help), ms(helpCpu)],
      ['node -e 0', ms(node), ms(nodeCpu)],
      ['ratio', pairedRatio(help, node).toFixed(2), (median(helpCpu) / median(nodeCpu)).toFixed(2)],
    ],
  );
}

export function installTable({ bytes, packages, installScripts }: Install): string {
  const row = [`${(bytes / 1e6).toFixed(1)} MB`, String(packages), String(installScripts)];
  return table(['installed', 'packages', 'install scripts'], [row]);
}

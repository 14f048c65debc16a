import { describe, describeError, troubles } from './describe.js';
import { FAULTS } from './faults.js';
import type { FaultName } from './faults.js';
import type { Cell } from './matrix.js';
import { KINDS, ourNames, peerNames } from './pools/kinds.js';
import type { PoolName } from './pools/kinds.js';
import type { Report, SeenContext, SeenError } from './report.js';
import type { TableText } from './table.js';
import { versionOf } from './version.js';

/** What becomes of each fault here, in each way to run tasks. */
export function ourTable(cells: readonly Cell[]): TableText {
  return {
    head: ['A task…', 'Its caller gets', 'and is told', ...ourNames.map((name) => KINDS[name].title)],
    rows: faultsOf(cells).map((fault) => {
      const reports = ourNames.map((pool) => reportOf(cells, pool, fault));
      const [first] = reports;
      return [
        FAULTS[fault].title,
        gets(first),
        told(errorOf(first)),
        ...reports.map((report) => judge(report)),
      ];
    }),
  };
}

/** The same faults in other pools, beside a direct call here. */
export function peersTable(cells: readonly Cell[]): TableText {
  const titles = peerNames.map((name) => `${KINDS[name].title} ${versionOf(name)}`);
  return {
    head: ['A task…', 'threadspan', ...titles],
    rows: faultsOf(cells).map((fault) => [
      FAULTS[fault].title,
      ...(['direct', ...peerNames] as const).map((pool) => describe(reportOf(cells, pool, fault))),
    ]),
  };
}

function faultsOf(cells: readonly Cell[]): FaultName[] {
  return [...new Set(cells.map(({ fault }) => fault))];
}

function reportOf(cells: readonly Cell[], pool: PoolName, fault: FaultName): Report | undefined {
  return cells.find((cell) => cell.pool === pool && cell.fault === fault)?.report;
}

function gets(report: Report | undefined): string {
  const [heard] = report?.batch?.faulty ?? [];
  if (heard === undefined) return 'its result';
  return heard.kind === 'rejected' ? describeError(heard.error) : heard.kind;
}

function errorOf(report: Report | undefined): SeenError | undefined {
  const [heard] = report?.batch?.faulty ?? [];
  return heard?.kind === 'rejected' ? heard.error : undefined;
}

/** What is known of where it happened. */
export function told(error: SeenError | undefined): string {
  if (error?.where === undefined) return '';
  const { where } = error;
  const parts: (keyof SeenContext)[] = ['phase', 'file', 'hierarchy'];
  const known: string[] = parts.filter((part) => where[part] !== undefined && where[part] !== '');
  if (where.workers !== undefined) known.push('worker');
  if (where.attempt !== undefined) known.push(`attempt ${where.attempt}`);
  return known.join(', ');
}

/** ✓ when nobody but the faulty task was harmed and nothing is left behind. */
function judge(report: Report | undefined): string {
  if (report === undefined) return '–';
  const found = [...troubles(report), ...(report.left?.length ? ['something is left'] : [])];
  return found.length === 0 ? '✓' : found.join('; ');
}

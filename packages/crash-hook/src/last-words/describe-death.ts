import type { CrashContext } from '@threadspan/context';
import { readCrashContext } from '@threadspan/context/ports';
import type { WorkerActivity } from '@threadspan/context/ports';
import { describeContext } from '../collect/describe-context.js';
import { findLocation, mapStackLine, relativeTo } from '../collect/location.js';
import type { Redactor } from '../collect/redact.js';
import { SourceMaps } from '../collect/source-maps.js';
import type { CodeLocation, CrashReport, PreviousRun } from '../report.js';
import type { DeadRun } from './dead-runs.js';
import { isRecord } from './is-record.js';

const MAX_WORKERS = 256;
const MAX_NAME = 200;
const MAX_LINE = 2_000;
const MAX_FILE = 1_000;

/** The report on a run that died without a word. Nothing of what it left is trusted. */
export function describeDeath(run: DeadRun, redactor: Redactor): CrashReport {
  const { header, nodeReport } = run;
  const name = (text: string) => redactor.text(text, MAX_NAME);
  const state = isRecord(run.state) ? run.state : {};
  const context = describeContext(contextIn(state['context'], state['progress']), redactor);
  const otherWorkers = workersIn(state['workers']).map((worker) => describeContext(worker, redactor));
  const lastSeen = lastSeenOf(run, state['time']);
  const summary = nodeReport && { ...nodeReport.summary, event: redactor.text(nodeReport.summary.event) };
  const message = `The previous run (pid ${header.pid}) died${doing(context)}${reason(summary)}`;
  const maps = new SourceMaps();
  const lines = (nodeReport?.stack ?? []).map((line) => mapStackLine(line, maps));
  const frames = lines.map((line) => `    ${redactor.text(line, MAX_LINE)}`);
  const stack = frames.length > 0 ? [`${ERROR_NAME}: ${message}`, ...frames].join('\n') : '';
  const location = locate(lines, header.cwd, redactor);
  const { version } = header.app;
  const { node, platform, arch, argv } = header.runtime;
  return {
    version: 1,
    app: { name: name(header.app.name), ...(version === undefined ? {} : { version: name(version) }) },
    time: lastSeen,
    error: { name: ERROR_NAME, message, stack },
    ...(location ? { location } : {}),
    context,
    ...(otherWorkers.length > 0 ? { otherWorkers } : {}),
    previousRun: {
      pid: header.pid,
      startedAt: new Date(header.startedAt).toISOString(),
      lastSeen,
      ...(summary ? { nodeReport: summary } : {}),
    },
    runtime: {
      node: name(node),
      platform: name(platform),
      arch: name(arch),
      pid: header.pid,
      argv: redactor.argv(argv),
    },
  };
}

const ERROR_NAME = 'PreviousRunDied';

function contextIn(value: unknown, progress?: unknown): CrashContext {
  const read = readCrashContext(isRecord(value) && progress !== undefined ? { ...value, progress } : value);
  if (read === undefined) return { spanHierarchy: [] };
  const { progress: counts, worker, attempt, ...rest } = read;
  return {
    ...rest,
    ...(counts && areCounts(counts) && counts.total > 0 ? { progress: counts } : {}),
    ...(worker && areCounts(worker) ? { worker } : {}),
    ...(attempt !== undefined && areCounts([attempt]) ? { attempt } : {}),
  };
}

function workersIn(value: unknown): WorkerActivity[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_WORKERS).map((worker: unknown) => {
    const since = isRecord(worker) ? worker['since'] : undefined;
    return { ...contextIn(worker), ...(Number.isFinite(since) ? { since: since as number } : {}) };
  });
}

function areCounts(values: object): boolean {
  return Object.values(values).every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
}

// What a run says of the future is not believed.
function lastSeenOf({ writtenAt, nodeReport }: DeadRun, time: unknown): string {
  const now = Date.now();
  const seen = [time, nodeReport?.writtenAt].filter(
    (at): at is number => typeof at === 'number' && at > 0 && at <= now,
  );
  return new Date(Math.floor(seen.length > 0 ? Math.max(...seen) : Math.min(writtenAt, now))).toISOString();
}

/** " while parsing src/x.ts", as far as it is known. */
function doing({ phase, currentFile, currentFunction }: CrashContext): string {
  const what = currentFile ?? currentFunction;
  if (phase === undefined && what === undefined) return '';
  const verb = phase === undefined ? 'working on' : phase.replaceAll('_', ' ');
  return ` while ${what === undefined ? verb : `${verb} ${what}`}`;
}

function reason(summary: PreviousRun['nodeReport']): string {
  return summary ? `: ${summary.event.replace(/^Allocation failed - /, '')}` : '';
}

function locate(lines: readonly string[], cwd: string, redactor: Redactor): CodeLocation | undefined {
  const found = findLocation(lines);
  if (found === undefined) return undefined;
  const location = relativeTo(cwd, found.location);
  return { ...location, file: redactor.text(location.file, MAX_FILE) };
}

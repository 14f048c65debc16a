import { readdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CrashReport } from '../report.js';

const NAME = /^threadspan-crash-(\d{8}T\d{6}Z)-(\d{1,10})-(\d{1,10})\.json$/;

/** `threadspan-crash-<time>-<pid>-<number>.json`, where `number` tells those of one second apart. */
export function reportFileName({ time, runtime }: CrashReport, number: number): string {
  return `threadspan-crash-${stamp(time)}-${Math.trunc(Number(runtime.pid)) || 0}-${number}.json`;
}

/** The names of the reports in `directory`, oldest first. No other files, no links. Throws when it can't be read. */
export function reportFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => (entry.isFile() && NAME.test(entry.name) ? [entry.name] : []))
    .sort(byAge);
}

/** Deletes the oldest reports beside the one at `path`, so that `max` are left with it. Never throws. */
export function pruneReports(path: string, max: number): void {
  try {
    const directory = dirname(path);
    const others = reportFiles(directory).filter((name) => name !== basename(path));
    for (const name of others.slice(0, Math.max(0, others.length + 1 - max))) unlink(join(directory, name));
  } catch {
    // There is a report to be shown; that too many are kept can wait.
  }
}

function unlink(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process may have been faster.
  }
}

/** Orders names of reports, the oldest first. */
export function byAge(a: string, b: string): number {
  const [timeOfA = '', ...numbersOfA] = NAME.exec(a)?.slice(1) ?? [];
  const [timeOfB = '', ...numbersOfB] = NAME.exec(b)?.slice(1) ?? [];
  if (timeOfA !== timeOfB) return timeOfA < timeOfB ? -1 : 1;
  const differences = numbersOfA.map((number, index) => Number(number) - Number(numbersOfB[index]));
  return differences.find((difference) => difference !== 0) ?? 0;
}

// 2026-11-23T07:45:00.123Z → 20261123T074500Z
function stamp(time: string): string {
  return time.replace(/\.\d+|[^\dTZ]/g, '').slice(0, 40);
}

import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, isPidTaken } from './process-identity.js';
import { findNodeReport, isAskedFor, listNodeReports } from './read-node-report.js';
import type { NodeReport } from './read-node-report.js';
import { isOwn, parseJson, readOwnFile } from './read-own-file.js';
import { MAX_RUN_FILE, RUN_FILE, RUN_PREFIX } from './run-file.js';
import { readRunHeader } from './run-header.js';
import type { RunHeader } from './run-header.js';

const MAX_RUNS = 1_000;
const MAX_AGE_MS = 30 * 24 * 3_600_000;

/** What a run has left that died without a word. */
export interface DeadRun {
  readonly header: RunHeader;
  /** What it kept of its state; anything at all, or `undefined`. */
  readonly state: unknown;
  /** When the state was written, in ms since the epoch. */
  readonly writtenAt: number;
  readonly nodeReport?: NodeReport;
}

/**
 * Removes from `directory` what dead runs of `appName` on this host have left, and returns it; of several processes
 * that do so at the same time one gets each. What can't be read is removed without a word, and so is what has lain
 * there for 30 days.
 */
export function takeDeadRuns(directory: string, appName: string): DeadRun[] {
  return runsIn(directory).flatMap(({ path, pid }) => {
    const file = readOwnFile(join(path, RUN_FILE), MAX_RUN_FILE);
    const [first, second] = file?.text.split('\n', 2) ?? [];
    const header = readRunHeader(parseJson(first));
    if (file === undefined || header === undefined) {
      if (!isPidTaken(pid)) remove(path, pid); // else it may just be coming into being
      return [];
    }
    if (header.hostname !== hostname() || header.app.name !== appName) {
      if (Date.now() - file.modifiedAt > MAX_AGE_MS) remove(path, pid);
      return [];
    }
    if (isAlive(header)) return [];
    const nodeReport = findNodeReport(path, header);
    if (!remove(path, pid)) return [];
    const state = parseJson(second);
    return { header, state, writtenAt: file.modifiedAt, ...(nodeReport ? { nodeReport } : {}) };
  });
}

function runsIn(directory: string): { path: string; pid: number }[] {
  const runs: { path: string; pid: number }[] = [];
  for (const name of namesIn(directory).sort()) {
    const pid = Number(new RegExp(`^${RUN_PREFIX}([1-9]\\d{0,9})-\\w+$`).exec(name)?.[1]);
    const path = join(directory, name);
    if (pid && isOwnDirectory(path)) runs.push({ path, pid });
  }
  return runs.slice(-MAX_RUNS);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // there has been no run yet
  }
}

// Others may write into the system's directory for temporary files, but not into what is ours there.
function isOwnDirectory(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() && isOwn(stats);
}

/** Removes what we have put there, and the directory if it is empty then. True for the one that removed the state. */
function remove(path: string, pid: number): boolean {
  const isMine = succeeds(() => unlinkSync(join(path, RUN_FILE)));
  for (const name of listNodeReports(path, pid)) {
    const report = join(path, name);
    if (!isAskedFor(report)) succeeds(() => unlinkSync(report));
  }
  succeeds(() => rmdirSync(path));
  return isMine;
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

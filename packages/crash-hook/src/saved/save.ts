import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CrashHookError } from '../errors.js';
import type { CrashReport } from '../report.js';
import { crashReportDirectory } from './report-directory.js';
import { reportFileName } from './report-files.js';
import { privateTemporaryDirectory } from './temporary-directory.js';
import { makeDirectory } from './make-directory.js';

const MAX_ATTEMPTS = 1_000;
let saved = 0;

/**
 * Writes the report as JSON to a new file that only its owner can read (mode 0600), and returns the path. `directory`,
 * by default {@link crashReportDirectory} of the report's program, is created if missing, with mode 0700. An existing
 * file is never overwritten and a link never followed. Throws a {@link CrashHookError} with code `SAVE_FAILED`.
 */
export function saveCrashReport(report: CrashReport, directory?: string): string {
  let target = directory;
  try {
    target ??= crashReportDirectory(report.app.name) ?? privateTemporaryDirectory();
    makeDirectory(target);
    return writeNew(target, report);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = target === undefined ? '' : ` in ${target}`;
    throw new CrashHookError('SAVE_FAILED', `Can't save the crash report${where}: ${reason}`, { cause });
  }
}

function writeNew(directory: string, report: CrashReport): string {
  const json = Buffer.from(`${JSON.stringify(report, undefined, 2)}\n`);
  const { path, file } = createFile(directory, report);
  try {
    for (let written = 0; written < json.length;) written += writeSync(file, json, written);
  } catch (error) {
    unlinkSync(path); // half a report is none
    throw error;
  } finally {
    closeSync(file);
  }
  return path;
}

function createFile(directory: string, report: CrashReport): { path: string; file: number } {
  for (let attempts = 0; ; attempts++) {
    saved += 1;
    const path = join(directory, reportFileName(report, saved));
    try {
      // `wx` also refuses a symbolic link that somebody else laid in a shared directory.
      return { path, file: openSync(path, 'wx', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempts >= MAX_ATTEMPTS) throw error;
    }
  }
}

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrashHookError } from '../errors.js';
import type { CrashReport } from '../report.js';

const MAX_ATTEMPTS = 1_000;
let saved = 0;

/**
 * Writes the report as JSON to a new file that only its owner can read (mode 0600), and returns the path. `directory`,
 * by default the system's for temporary files, is created if missing. An existing file is never overwritten.
 * Throws a {@link CrashHookError} with code `SAVE_FAILED`.
 */
export function saveCrashReport(report: CrashReport, directory: string = tmpdir()): string {
  try {
    const json = Buffer.from(`${JSON.stringify(report, undefined, 2)}\n`);
    mkdirSync(directory, { recursive: true });
    const { path, file } = createFile(
      directory,
      `threadspan-crash-${stamp(report.time)}-${report.runtime.pid}`,
    );
    try {
      for (let written = 0; written < json.length;) written += writeSync(file, json, written);
    } finally {
      closeSync(file);
    }
    return path;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CrashHookError('SAVE_FAILED', `Can't save the crash report in ${directory}: ${reason}`, {
      cause,
    });
  }
}

function createFile(directory: string, name: string): { path: string; file: number } {
  for (let attempts = 0; ; attempts++) {
    saved += 1;
    const path = join(directory, `${name}-${saved}.json`);
    try {
      // `wx` also refuses a symbolic link that somebody else laid in a shared directory.
      return { path, file: openSync(path, 'wx', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempts >= MAX_ATTEMPTS) throw error;
    }
  }
}

// 2026-11-23T07:45:00.123Z → 20261123T074500Z
function stamp(time: string): string {
  return time.replace(/\.\d+|[^\dTZ]/g, '');
}

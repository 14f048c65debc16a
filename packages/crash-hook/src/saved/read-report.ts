import { closeSync, openSync, readSync } from 'node:fs';
import { CrashHookError } from '../errors.js';
import type { CrashReport } from '../report.js';
import { LIMITS } from './limits.js';
import { reportShape } from './report-shape.js';
import { Reading } from './shape.js';

const CHUNK = 65_536;

/**
 * Reads a report that {@link saveCrashReport} wrote. Throws a {@link CrashHookError}: `REPORT_UNREADABLE` when there
 * is no such file or it is no JSON, `REPORT_INVALID` when it is not a report of version 1, or larger than any report
 * is: 20 MB, causes and errors nested 64 deep, 100,000 objects and entries of lists in all, 1,000 entries of one list,
 * or texts of 10,000 characters (stacks: 500,000). Fields that it does not know are kept unchecked.
 */
export function readCrashReport(path: string): CrashReport {
  return parseReport(readBytes(path), path);
}

/** The same for the text of such a file. */
export function parseCrashReport(text: string): CrashReport {
  return parseReport(text, 'the text');
}

/** The same for what was read from `source`: its bytes or its text, of more than the limit the first part at least. */
export function parseReport(content: Buffer | string, source: string): CrashReport {
  if (content.length > LIMITS.size)
    throw invalid(source, `Expected at most ${LIMITS.size / 1e6} MB, got more.`);
  const report = parseJson(content.toString(), source);
  try {
    reportShape(report, '', new Reading());
  } catch (error) {
    if (!CrashHookError.is(error)) throw error;
    throw invalid(source, error.message);
  }
  return report as CrashReport;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unreadable(source, cause);
  }
}

// Not by the file's size: a pipe or a device has none.
function readBytes(path: string): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && size <= LIMITS.size; size += read) {
        const chunk = Buffer.allocUnsafe(CHUNK);
        read = readSync(file, chunk);
        chunks.push(chunk.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return Buffer.concat(chunks);
}

function unreadable(source: string, cause: unknown): CrashHookError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CrashHookError('REPORT_UNREADABLE', `Can't read a crash report from ${source}: ${reason}`, {
    cause,
  });
}

function invalid(source: string, reason: string): CrashHookError {
  return new CrashHookError('REPORT_INVALID', `${source} is no crash report. ${reason}`);
}

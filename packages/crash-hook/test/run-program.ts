import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly reports: readonly CrashReport[];
}

const NEUTRAL = {
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  THREADSPAN_BACKTRACE: undefined,
  NODE_OPTIONS: undefined,
};

/** Runs test/programs/<name>.cjs in a process of its own, with an empty directory for its reports. */
export function runProgram(
  name: string,
  { args = [], execArgv = [], env = {} }: ProgramOptions = {},
): ProgramResult {
  const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...execArgv, join(__dirname, 'programs', `${name}.cjs`), ...args],
      {
        encoding: 'utf8',
        env: { ...process.env, ...NEUTRAL, REPORT_DIR: directory, ...env },
        maxBuffer: 1e8,
      },
    );
    const reports = readdirSync(directory)
      .sort()
      .map((file) => readCrashReport(join(directory, file)));
    return { status, stdout, stderr, reports };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** How many crash reports a text has. */
export function countBoxes(text: string): number {
  return text.split('CRASH REPORT').length - 1;
}

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Path of the Node to run it with. Default: the one that runs this. */
  readonly node?: string;
}

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly reports: readonly CrashReport[];
}

const NEUTRAL = {
  CI: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  THREADSPAN_BACKTRACE: undefined,
  NODE_OPTIONS: undefined,
};

/** Runs test/programs/<name>.cjs in a process of its own, with an empty directory for its reports. */
export function runProgram(name: string, options: ProgramOptions = {}): ProgramResult {
  const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  try {
    const { node, args, env } = commandOf(name, options, directory);
    const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', env, maxBuffer: 1e8 });
    return { status, stdout, stderr, reports: reportsIn(directory) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export interface ProgramOutcome extends ProgramResult {
  readonly signal: NodeJS.Signals | null;
}

/** The same, with others running meanwhile. */
export async function startProgram(name: string, options: ProgramOptions = {}): Promise<ProgramOutcome> {
  const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  try {
    const { node, args, env } = commandOf(name, options, directory);
    const outcome = await outcomeOf(spawn(node, args, { env }));
    return { ...outcome, reports: reportsIn(directory) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a process that was just started writes until it ends, and how it ends. */
export async function outcomeOf(child: ChildProcess): Promise<Omit<ProgramOutcome, 'reports'>> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { status, signal, stdout, stderr };
}

const LANES = 3;

/** Starts `run` for all jobs, three at a time and in order; gives the promise of each at once. */
export function runInLanes<J, R>(jobs: readonly J[], run: (job: J) => Promise<R>): Promise<R>[] {
  const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
  return jobs.map((job, index) => {
    const result = lanes[index % LANES]!.then(() => run(job));
    lanes[index % LANES] = result.catch(() => undefined);
    return result;
  });
}

/** How many crash reports a text has, those for a log that is all that is left (`BEGIN … CRASH REPORT`) aside. */
export function countBoxes(text: string): number {
  return text.split(/(?<!(?:BEGIN|END) \w+ )CRASH REPORT/).length - 1;
}

function commandOf(name: string, options: ProgramOptions, directory: string) {
  const { args = [], execArgv = [], env = {}, node = process.execPath } = options;
  const file = join(__dirname, 'programs', /\.\w+$/.test(name) ? name : `${name}.cjs`);
  return {
    node,
    args: [...execArgv, file, ...args],
    env: { ...process.env, ...NEUTRAL, REPORT_DIR: directory, ...env },
  };
}

function reportsIn(directory: string): CrashReport[] {
  return readdirSync(directory)
    .sort()
    .map((file) => readCrashReport(join(directory, file)));
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';

export interface LifeOptions {
  readonly node?: string;
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called when it has printed "ready". */
  readonly onReady?: (child: ChildProcess) => unknown;
}

export interface Life {
  readonly pid: number;
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs that run one after the other, or at once, with the same directory for their reports. */
export class Lives {
  readonly directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));

  /** Runs test/programs/<name>.cjs in a process of its own until it ends. */
  async run(name: string, args: readonly string[] = [], options: LifeOptions = {}): Promise<Life> {
    const { node = process.execPath, execArgv = [], env = {}, onReady } = options;
    const program = join(__dirname, 'programs', `${name}.cjs`);
    const child = spawn(node, [...execArgv, program, ...args], {
      env: { PATH: process.env['PATH'], REPORT_DIR: this.directory, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const wasReady = stdout.includes('ready');
      stdout += chunk;
      if (!wasReady && stdout.includes('ready')) onReady?.(child);
    });
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { pid: child.pid!, status, signal, stdout, stderr };
  }

  /** Lets a program die as `run` would, with nothing else in its directory, and takes what it has left. */
  async take(...run: Parameters<Lives['run']>): Promise<Life> {
    const apart = new Lives();
    try {
      const life = await apart.run(...run);
      for (const file of apart.files) renameSync(join(apart.directory, file), join(this.directory, file));
      return life;
    } finally {
      apart.remove();
    }
  }

  get files(): string[] {
    return readdirSync(this.directory).sort();
  }

  /** What lies there of runs that go on, or that have died. */
  get runs(): string[] {
    return this.files.filter((name) => name.startsWith('threadspan-running-'));
  }

  get reports(): CrashReport[] {
    return this.files
      .filter((name) => name.startsWith('threadspan-crash-'))
      .map((name) => readCrashReport(join(this.directory, name)));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor, Remote } from '@threadspan/executor';
import { createQueueExecutor } from '@threadspan/executor-bullmq';
import type { QueueExecutorOptions } from '@threadspan/executor-bullmq';
import { startRedis } from '@threadspan/redis';
import type { RedisServer } from '@threadspan/redis';
import { Probe } from './workers/dist/probe.js';

export const MODULE = join(__dirname, 'workers/dist/probe.js');
export const WORKER = join(__dirname, '../bin/threadspan-worker.js');

/** A `threadspan-worker` process. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** By which drivers know it. */
  readonly name: string;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Resolves to its exit code, or to the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

export interface WorkerSettings {
  readonly url?: string;
  readonly queue?: string;
  readonly module?: string;
  /** More of the command line. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly bin?: string;
}

/** A Redis of a test's own, with drivers and worker processes. */
export class Site {
  readonly redis: RedisServer;
  readonly stallTimeout: number;
  readonly directory = mkdtempSync(join(tmpdir(), 'threadspan-site-'));
  readonly #drivers = new Set<Executor>();
  readonly #workers = new Set<WorkerProcess>();
  #logs = 0;

  private constructor(redis: RedisServer, stallTimeout: number) {
    this.redis = redis;
    this.stallTimeout = stallTimeout;
  }

  static async start({ appendOnly = false, stallTimeout = 1_500 } = {}): Promise<Site> {
    return new Site(await startRedis({ appendOnly }), stallTimeout);
  }

  driver(options: Partial<QueueExecutorOptions> = {}): Executor {
    const { stallTimeout } = this;
    const executor = createQueueExecutor({
      connection: this.redis.url,
      queue: 'probes',
      stallTimeout,
      ...options,
    });
    this.#drivers.add(executor);
    return executor;
  }

  /** Starts a process, and resolves when it takes chunks. */
  async worker(settings: WorkerSettings = {}): Promise<WorkerProcess> {
    const { url = this.redis.url, queue = 'probes', module = MODULE, args = [], bin = WORKER } = settings;
    const common = ['--redis', url, '--queue', queue, '--module', module, '--threads', '2'];
    const child = spawn(
      process.execPath,
      [bin, ...common, '--stall-timeout', String(this.stallTimeout), ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...settings.env } },
    );
    let output = '';
    const exited = new Promise<number | NodeJS.Signals>((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
    });
    const name = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (bytes: Buffer) => {
          output += bytes.toString();
          const [, found] = /threadspan-worker: (\S+) takes chunks/.exec(output) ?? [];
          if (found !== undefined) resolve(found);
        });
      }
      child.once('exit', (code) => reject(new Error(`The worker has ended with code ${code}:\n${output}`)));
    });
    const worker = { child, pid: child.pid!, name, output: () => output, exited };
    this.#workers.add(worker);
    return worker;
  }

  workers(count: number, settings: WorkerSettings = {}): Promise<WorkerProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.worker(settings)));
  }

  /** A file for what items note, each on a line. */
  log(): { readonly path: string; readonly lines: () => string[] } {
    const path = join(this.directory, `log-${(this.#logs += 1)}.txt`);
    const lines = () => {
      try {
        return readFileSync(path, 'utf8').split('\n').slice(0, -1);
      } catch {
        return []; // nobody has noted anything
      }
    };
    return { path, lines };
  }

  async closeDrivers(): Promise<void> {
    await Promise.all([...this.#drivers].map((driver) => driver.close({ drain: false })));
    this.#drivers.clear();
  }

  async killWorkers(): Promise<void> {
    for (const { child } of this.#workers) child.kill('SIGKILL');
    await Promise.all([...this.#workers].map(({ exited }) => exited));
    this.#workers.clear();
  }

  async stop(): Promise<void> {
    await this.closeDrivers();
    await this.killWorkers();
    await this.redis.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function spawnProbe(executor: Executor, ...args: [log?: string]): Promise<Remote<Probe>> {
  return executor.spawn(Probe, { module: MODULE, args });
}

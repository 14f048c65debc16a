import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Executor } from '@threadspan/executor';
import { createQueueExecutor } from '@threadspan/executor-bullmq';
import type { QueueExecutorOptions } from '@threadspan/executor-bullmq';
import { startRedis } from '@threadspan/redis';
import type { RedisServer } from '@threadspan/redis';

export const MODULE = fileURLToPath(new URL('../workers/queue.js', import.meta.url));
export const QUEUE = 'faults';
export const STALL_TIMEOUT_MS = 1_500;

const require = createRequire(import.meta.url);
export const PACKAGE = dirname(require.resolve('@threadspan/executor-bullmq/package.json'));

interface WorkerOptions {
  readonly url?: string;
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A Redis with drivers and worker processes, for one fault. */
export class Site implements AsyncDisposable {
  readonly redis: RedisServer;
  readonly directory = mkdtempSync(join(tmpdir(), 'threadspan-faults-'));
  readonly log = join(this.directory, 'log.txt');
  readonly #drivers: Executor[] = [];
  readonly #workers: ChildProcess[] = [];

  private constructor(redis: RedisServer) {
    this.redis = redis;
  }

  static async start(): Promise<Site> {
    return new Site(await startRedis({ appendOnly: true }));
  }

  driver(options: Partial<QueueExecutorOptions> = {}): Executor {
    const driver = createQueueExecutor({
      connection: this.redis.url,
      queue: QUEUE,
      stallTimeout: STALL_TIMEOUT_MS,
      ...options,
    });
    this.#drivers.push(driver);
    return driver;
  }

  /** A process with two threads that takes chunks. */
  async worker({
    url = this.redis.url,
    folder = PACKAGE,
    env = {},
  }: WorkerOptions = {}): Promise<ChildProcess> {
    const where = ['--redis', url, '--queue', QUEUE, '--module', MODULE];
    const how = ['--threads', '2', '--stall-timeout', String(STALL_TIMEOUT_MS), '--max-payload', '1000000'];
    const child = spawn(process.execPath, [join(folder, 'bin/threadspan-worker.js'), ...where, ...how], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#workers.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (bytes: Buffer) => {
        if (bytes.includes('takes chunks')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`A worker has ended with code ${code}`)));
    });
    return child;
  }

  async workers(count: number): Promise<ChildProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.worker()));
  }

  /** The items that were begun, each as often as it was, and the processes that began them. */
  begun(): { readonly pid: number; readonly path: string }[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, 'utf8').trim().split('\n');
    return lines.map((line) => {
      const [pid, path = ''] = line.split(' ');
      return { pid: Number(pid), path };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#drivers.map((driver) => driver.close({ drain: false })));
    const alive = this.#workers.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const gone = alive.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of alive) child.kill('SIGKILL');
    await Promise.all(gone);
    await this.redis.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

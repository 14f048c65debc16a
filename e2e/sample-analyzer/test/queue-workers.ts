import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const WORKER = join(
  dirname(require.resolve('@threadspan/executor-bullmq/package.json')),
  'bin/threadspan-worker.js',
);
const ANALYZER = fileURLToPath(new URL('../dist/debt-analyzer.js', import.meta.url));

/** For all that share a queue. */
export const STALL_TIMEOUT = ['--stall-timeout', '2000'];

export interface QueueWorkers {
  readonly pids: readonly number[];
  /** Kills the process, which has no say in it. */
  kill(pid: number): void;
  /** Lets those that are left finish what they have; their exit codes, `null` for one that was killed. */
  end(): Promise<(number | null)[]>;
}

/** Starts processes of one thread each, as a user does, and waits until they take work. */
export async function startWorkers(
  redis: string,
  queue: string,
  count: number,
  cwd = process.cwd(),
): Promise<QueueWorkers> {
  const children = Array.from({ length: count }, () => startWorker(redis, queue, cwd));
  const ended = children.map(
    (child) => new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code))),
  );
  const end = () => {
    for (const child of children) child.kill('SIGTERM');
    return Promise.all(ended);
  };
  try {
    await Promise.all(children.map(untilReady));
  } catch (error) {
    await end();
    throw error;
  }
  return {
    pids: children.map(({ pid }) => pid ?? 0),
    kill: (pid) => void children.find((child) => child.pid === pid)?.kill('SIGKILL'),
    end,
  };
}

function startWorker(redis: string, queue: string, cwd: string): ChildProcess {
  const options = ['--redis', redis, '--queue', queue, '--module', ANALYZER, '--threads', '1'];
  const traced = ['--import', '@threadspan/tracing/relay'];
  return spawn(process.execPath, [WORKER, ...options, ...STALL_TIMEOUT, ...traced], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (text: string) => {
      output += text;
      if (output.includes('takes chunks')) resolve();
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`A worker has ended with code ${code}: ${output}`)));
  });
}

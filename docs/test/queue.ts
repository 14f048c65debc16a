import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './run-example.ts';

/** A `threadspan-worker` that is ready to work, and what it has printed. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Sends the signal and resolves to the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const bin = join(root, 'node_modules/.bin/threadspan-worker');

/** Starts the command with these arguments and variables, as a shell at the root of the repository would. */
export async function startWorker(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env: { ...process.env, ...env } });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += String(text);
        if (said.includes('takes chunks')) resolve();
      });
  });
  await Promise.race([isReady, ended]);
  if (!said.includes('takes chunks')) throw new Error(`The worker has not started:\n${said}`);
  return {
    child,
    said: () => said,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null) child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/** Runs a program of the examples and resolves to what it printed; the caller's event loop goes on. */
export async function runProgram(path: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const program = join(root, 'docs/examples/dist', path);
  const child = spawn(process.execPath, [program, ...args], { cwd: root, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const [status] = (await once(child, 'close')) as [number | null];
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startQueueWorker } from '../worker/queue-worker.js';
import { parseCommand, UsageError } from './command.js';
import type { Command } from './command.js';
import { HELP, version } from './help.js';

type Process = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'on' | 'off' | 'exit' | 'cwd'>;
type Run = Command & { readonly name: 'run' };

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FAILED = 1;
const WRONG_USAGE = 2;

/** Does what the command line `argv` asks for and resolves to the exit code. Never rejects. */
export async function main(argv: readonly string[], process: Process): Promise<number> {
  try {
    const command = parseCommand(argv, process.env);
    if (command.name === 'run') await run(command, process);
    else process.stdout.write(command.name === 'help' ? HELP : `${version()}\n`);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(
      `threadspan-worker: ${describe(error)}${isUsage ? '. See threadspan-worker --help.' : ''}\n`,
    );
    return isUsage ? WRONG_USAGE : FAILED;
  }
}

async function run({ redis, queue, modules, imports, settings }: Run, process: Process): Promise<void> {
  const paths = modules.map((file) => resolve(process.cwd(), file));
  const folders = [process.cwd(), ...paths.map((path) => dirname(path))];
  for (const name of imports) await import(resolveImport(name, folders));
  const files = paths.map((path) => pathToFileURL(path));
  const worker = await startQueueWorker({ connection: redis, queue, modules: files, ...settings });
  // Whoever reads that it is there may send one at once.
  const signals = catchSignals(process);
  process.stdout.write(`threadspan-worker: ${worker.name} takes chunks of the queue ${queue}\n`);
  await signals.first;
  process.stdout.write(`threadspan-worker: finishing what is begun\n`);
  await worker.close();
  signals.release();
}

/** Files as the first folder has them, and packages as the first that has them: it may be run in a folder of data. */
function resolveImport(name: string, folders: readonly string[]): string {
  const [here = '.'] = folders;
  const file = resolve(here, name);
  if (existsSync(file)) return pathToFileURL(file).href;
  const isIn = (folder: string) => {
    try {
      return createRequire(resolve(folder, 'noop.js')).resolve(name);
    } catch {
      return undefined;
    }
  };
  const found = folders.map(isIn).find((path) => path !== undefined);
  // The error of the first one says best what is missing.
  return pathToFileURL(found ?? createRequire(resolve(here, 'noop.js')).resolve(name)).href;
}

/** The second signal ends the process at once. */
function catchSignals(process: Process): { readonly first: Promise<void>; readonly release: () => void } {
  let onSignal!: () => void;
  let isSecond = false;
  const first = new Promise<void>((resolve) => {
    onSignal = () => {
      if (isSecond) process.exit(FAILED);
      isSecond = true;
      resolve();
    };
  });
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  return { first, release };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}${typeof code === 'string' ? ` (${code})` : ''}`;
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
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
  for (const name of imports) await import(resolveImport(name, process.cwd()));
  const files = modules.map((file) => pathToFileURL(resolve(process.cwd(), file)));
  const worker = await startQueueWorker({ connection: redis, queue, modules: files, ...settings });
  process.stdout.write(`threadspan-worker: ${worker.name} takes chunks of the queue ${queue}\n`);
  await signalled(process);
  process.stdout.write(`threadspan-worker: finishing what is begun\n`);
  const onAgain = () => process.exit(FAILED);
  for (const signal of SIGNALS) process.on(signal, onAgain);
  await worker.close();
  for (const signal of SIGNALS) process.off(signal, onAgain);
}

/** Packages as the program's own folder has them, not as this one does. */
function resolveImport(name: string, folder: string): string {
  const file = resolve(folder, name);
  if (existsSync(file)) return pathToFileURL(file).href;
  return pathToFileURL(createRequire(resolve(folder, 'noop.js')).resolve(name)).href;
}

function signalled(process: Process): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}${typeof code === 'string' ? ` (${code})` : ''}`;
}

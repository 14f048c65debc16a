import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { FATAL_FAULTS, FAULT_KINDS, parseFault } from './faults.js';
import type { Fault } from './faults.js';

const MAX_WORKERS = 256;
const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export interface Options {
  readonly paths: readonly string[];
  readonly workers: number;
  /** URL of the Redis whose queue workers do the work; the threads of this process do it where there is none. */
  readonly redis?: string;
  readonly queue?: string;
  readonly stallTimeout?: number;
  readonly top: number;
  readonly json: boolean;
  readonly trace?: string;
  readonly profile: boolean;
  readonly log?: (typeof LEVELS)[number];
  readonly failFast: boolean;
  readonly reportDir?: string;
  readonly lastWords: boolean;
  readonly fault: readonly Fault[];
  readonly timeout?: number;
}

/** The program was called in a way it can't be; it ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const { version: VERSION } = createRequire(import.meta.url)('../package.json') as { version: string };

const HELP_ON_WORKERS = `
Workers of a queue run on this or any other machine, as many as you like:
  npx threadspan-worker --redis URL --queue debtscan \\
    --module ${fileURLToPath(new URL('./debt-analyzer.js', import.meta.url))}
They read the files themselves, by the paths that they are given: start them in
the same folder, or one with the same files. With --import
@threadspan/tracing/relay their spans are in what --trace and --profile show.`;

/**
 * Reads the command line. `--help` and `--version` print and end the process, as do mistakes, with exit code 2.
 * @throws UsageError for options that don't go together
 */
export function parseOptions(argv: readonly string[]): Options {
  const command = new Command('debtscan')
    .description('Finds technical debt in JavaScript and TypeScript.')
    .version(VERSION)
    .argument('[paths...]', 'files and folders to analyze (default: the current folder)')
    .option(
      '--workers <n>',
      'worker threads; 0 analyzes on the main thread',
      workerCount,
      availableParallelism(),
    )
    .addOption(
      new Option('--redis <url>', 'leave the work to the workers of a queue; see below')
        .conflicts('workers')
        .argParser(redisUrl),
    )
    .option('--queue <name>', 'name of that queue (default: debtscan)', queueName)
    .option(
      '--stall-timeout <ms>',
      'after how long one of them is taken for lost, as its own --stall-timeout says (default: 30000)',
      stallTimeout,
    )
    .option('--top <n>', 'how many findings the table shows', wholeNumber, 20)
    .option('--json', 'print everything as JSON instead of a table', false)
    .option('--trace <file>', 'write a trace that Perfetto opens', notEmpty)
    .option('--profile', 'print how long each operation took', false)
    .addOption(new Option('--log <level>', 'which spans --trace and --profile record').choices(LEVELS))
    .option('--fail-fast', 'stop at the first crash', false)
    .option(
      '--report-dir <dir>',
      'where crash reports are saved (default: the folder for the state of programs)',
      notEmpty,
    )
    .option('--last-words', 'keep what the next start needs to report a run that died as a whole', false)
    .option('--timeout <ms>', 'how long a file may take before it is given up', positiveNumber)
    .option(
      '--fault <kind@suffix>',
      `break the analysis of the files whose path ends so, to see the reports: ${FAULT_KINDS.join(', ')}`,
      fault,
      [],
    )
    .addHelpText('after', HELP_ON_WORKERS)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse(argv, { from: 'user' });
  const options: Options = { ...command.opts<Omit<Options, 'paths'>>(), paths: command.args };
  checkQueue(options);
  checkFaults(options);
  return options;
}

function checkQueue({ redis, queue, stallTimeout: stalled }: Options): void {
  if (redis !== undefined) return;
  const option = queue === undefined ? stalled && '--stall-timeout' : '--queue';
  if (option) throw new UsageError(`${option} needs --redis URL: without it there is no queue`);
}

function checkFaults({ fault: faults, workers, redis, timeout }: Options): void {
  for (const { kind } of faults) {
    if (redis !== undefined && kind === 'oom') {
      throw new UsageError(
        '--fault oom needs --workers 1 or more: the memory of other processes has no limit that is set here',
      );
    }
    if (workers === 0 && FATAL_FAULTS.has(kind)) {
      throw new UsageError(
        `--fault ${kind} needs --workers 1 or more: without one there is no worker to lose`,
      );
    }
    if (kind === 'hang' && timeout === undefined) {
      throw new UsageError('--fault hang needs --timeout MS: without it nothing ever ends the hang');
    }
  }
}

function workerCount(text: string): number {
  const count = wholeNumber(text);
  if (count <= MAX_WORKERS) return count;
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${MAX_WORKERS}.`);
}

function redisUrl(text: string): string {
  if (/^rediss?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Expected a URL, redis://host:6379.');
}

function queueName(text: string): string {
  if (/^[^:\p{Cc}]{1,200}$/u.test(text)) return text;
  throw new InvalidArgumentError('Expected a name without a colon.');
}

function stallTimeout(text: string): number {
  if (/^[1-9]\d{2,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 100.');
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 9999.');
}

function notEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a path.');
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a positive number.');
}

function fault(text: string, earlier: readonly Fault[]): Fault[] {
  try {
    return [...earlier, parseFault(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

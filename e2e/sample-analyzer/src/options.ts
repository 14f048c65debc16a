import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { Command, InvalidArgumentError, Option } from 'commander';
import { FATAL_FAULTS, FAULT_KINDS, parseFault } from './faults.js';
import type { Fault } from './faults.js';

const MAX_WORKERS = 256;
const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export interface Options {
  readonly paths: readonly string[];
  readonly workers: number;
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
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse(argv, { from: 'user' });
  const options: Options = { ...command.opts<Omit<Options, 'paths'>>(), paths: command.args };
  checkFaults(options);
  return options;
}

function checkFaults({ fault: faults, workers, timeout }: Options): void {
  for (const { kind } of faults) {
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

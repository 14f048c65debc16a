import { appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';

export const VERSION = '1.0.0';
const USAGE_ERROR = 2;

export interface Options {
  readonly pattern: string;
  readonly files: readonly string[];
  readonly workers: number;
  /** Ms for each file. */
  readonly timeout?: number;
  readonly trace?: string;
}

/** Ends the process when the command line is wrong, or asks for help or the version. */
export function parseOptions(args: readonly string[]): Options {
  const command = new Command('linegrep')
    .description('Finds the lines of files that match a pattern.')
    .version(VERSION)
    .argument('<pattern>', 'a regular expression', regularExpression)
    .argument('<files...>')
    .option('--workers <n>', 'worker threads', positiveInteger, availableParallelism())
    .option('--timeout <ms>', 'give a file up after this time', positiveInteger)
    .option('--trace <file>', 'write a trace for ui.perfetto.dev', writableFile)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR))
    .parse(args, { from: 'user' });
  const [pattern, files] = command.processedArgs as [string, string[]];
  return { pattern, files, ...command.opts<Omit<Options, 'pattern' | 'files'>>() };
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Expected an integer from 1.');
  return value;
}

function regularExpression(text: string): string {
  try {
    return new RegExp(text).source;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

// Better known now than after minutes of work.
function writableFile(path: string): string {
  try {
    appendFileSync(path, ''); // what is there stays until there is something better
    return path;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

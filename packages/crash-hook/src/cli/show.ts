import { terminalOptions } from '../hook/terminal.js';
import { renderCrashReport } from '../render/render-report.js';
import type { CrashReport } from '../report.js';
import { parseReport, readCrashReport } from '../saved/read-report.js';
import type { ShowOptions } from './command.js';
import { readAll } from './streams.js';
import type { Streams } from './streams.js';

/** The text of a saved report, as it suits stdout. Throws a `CrashHookError`. */
export async function show(options: ShowOptions, { stdin, stdout, env }: Streams): Promise<string> {
  const { file, width, verbosity } = options;
  const report = await read(file, stdin);
  return renderCrashReport(report, {
    ...terminalOptions(env, stdout),
    ...(width === undefined ? {} : { width }),
    ...(verbosity === undefined ? {} : { verbosity }),
  });
}

async function read(file: string, stdin: Streams['stdin']): Promise<CrashReport> {
  return file === '-' ? parseReport(await readAll(stdin), 'standard input') : readCrashReport(file);
}

import { terminalOptions } from '../hook/terminal.js';
import { renderCrashReportHtml } from '../html/render-html.js';
import { renderCrashReport } from '../render/render-report.js';
import type { CrashReport } from '../report.js';
import { parseReport, readCrashReport } from '../saved/read-report.js';
import type { ShowOptions } from './command.js';
import { readAll } from './streams.js';
import type { Streams } from './streams.js';

/** A saved report as HTML, or as the text that suits stdout. Throws a `CrashHookError`. */
export async function show(options: ShowOptions, { stdin, stdout, env }: Streams): Promise<string> {
  const { file, html, width, verbosity } = options;
  const report = await read(file, stdin);
  if (html) return renderCrashReportHtml(report);
  return renderCrashReport(report, {
    ...terminalOptions(env, stdout),
    ...(width === undefined ? {} : { width }),
    ...(verbosity === undefined ? {} : { verbosity }),
  });
}

async function read(file: string, stdin: Streams['stdin']): Promise<CrashReport> {
  return file === '-' ? parseReport(await readAll(stdin), 'standard input') : readCrashReport(file);
}

import { basename, join } from 'node:path';
import { terminalOptions } from '../hook/terminal.js';
import { errorLine } from '../render/error-line.js';
import { visible, withoutCommand } from '../render/visible.js';
import { readCrashReport } from '../saved/read-report.js';
import { allReportDirectories } from '../saved/report-directory.js';
import { byAge, reportFiles } from '../saved/report-files.js';
import type { Streams } from './streams.js';

// Files that would be read for nothing, in a directory that has collected them for years.
const MAX_FILES = 50;
const MAX_ERROR = 120;

/**
 * The newest saved reports, newest first: of `directory`, else of the directories where programs save theirs by default.
 * Throws when `directory` can't be read.
 */
export function list(directory: string | undefined, { stdout, env }: Streams): string {
  const ascii = !terminalOptions(env, stdout).unicode;
  const show = (text: string) => withoutCommand(visible(text, ascii));
  const paths =
    directory === undefined ? allReportDirectories().flatMap((each) => attempt(each)) : reportsIn(directory);
  paths.sort((a, b) => byAge(basename(b), basename(a)));
  const entries = paths
    .slice(0, MAX_FILES)
    .map((path) => [...describe(path), `  ${path}`].map(show).join('\n'));
  if (paths.length === 0)
    return `No saved crash reports${directory === undefined ? '' : ` in ${show(directory)}`}\n`;
  const older = paths.length - entries.length;
  return `${entries.join('\n\n')}\n${older > 0 ? `\n${older} older ones are not listed.\n` : ''}`;
}

function reportsIn(directory: string): string[] {
  try {
    return reportFiles(directory).map((name) => join(directory, name));
  } catch (cause) {
    throw new Error(`Can't list ${directory}: ${(cause as Error).message}`, { cause });
  }
}

// One of many that can't be read hides none of the others.
function attempt(directory: string): string[] {
  try {
    return reportsIn(directory);
  } catch {
    return [];
  }
}

// A file that is no report, or of another user, hides none of the others.
function describe(path: string): string[] {
  try {
    const { time, app, error } = readCrashReport(path);
    const line = errorLine(error).split('\n', 1)[0] ?? '';
    return [`${time}  ${app.name}`, `  ${line.slice(0, MAX_ERROR)}`];
  } catch {
    return ['Not a report that can be read:'];
  }
}

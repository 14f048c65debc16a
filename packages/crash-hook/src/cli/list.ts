import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminalOptions } from '../hook/terminal.js';
import { errorLine } from '../render/error-line.js';
import { visible } from '../render/visible.js';
import { readCrashReport } from '../saved/read-report.js';
import type { Streams } from './streams.js';

// Files that would be read for nothing, in a directory that has collected them for years.
const MAX_FILES = 50;
const MAX_ERROR = 120;

/** The newest saved reports of a directory, newest first. Throws when the directory can't be read. */
export function list(directory = tmpdir(), { stdout, env }: Streams): string {
  const ascii = !terminalOptions(env, stdout).unicode;
  const show = (text: string) => visible(text, ascii);
  const names = read(directory)
    // Not a pipe or a link that somebody else laid there, which might never end.
    .filter((entry) => entry.isFile() && /^threadspan-crash-.*\.json$/.test(entry.name))
    .map(({ name }) => name)
    .sort() // they begin with the time
    .reverse();
  const entries = names.slice(0, MAX_FILES).map((name) => {
    const path = join(directory, name);
    return [...describe(path), `  ${path}`].map(show).join('\n');
  });
  if (names.length === 0) return `No saved crash reports in ${show(directory)}\n`;
  const older = names.length - entries.length;
  return `${entries.join('\n\n')}\n${older > 0 ? `\n${older} older ones are not listed.\n` : ''}`;
}

function read(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (cause) {
    throw new Error(`Can't list ${directory}: ${(cause as Error).message}`, { cause });
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

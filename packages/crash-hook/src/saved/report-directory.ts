import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where reports of the program `appName` are saved by default: `crash-reports` in a directory named after it, in the
 * user's own place for such files. That is `$XDG_STATE_HOME` or `~/.local/state`, on macOS `~/Library/Logs`, on Windows
 * `%LOCALAPPDATA%`. It need not exist. `undefined` when the user has no home.
 */
export function crashReportDirectory(appName: string): string | undefined {
  const state = stateDirectory();
  return state === undefined ? undefined : join(state, directoryName(appName), REPORTS);
}

/** The directories of that kind that are there, of whichever program. */
export function allReportDirectories(): string[] {
  const state = stateDirectory();
  if (state === undefined) return [];
  return directoriesIn(state)
    .filter((program) => directoriesIn(join(state, program)).includes(REPORTS))
    .map((program) => join(state, program, REPORTS));
}

function directoriesIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // not there, or not for us to read
  }
}

const REPORTS = 'crash-reports';

// The variable that names the place, and where it is in the home directory otherwise.
const PLACES: Partial<Record<NodeJS.Platform, [variable: string, ...below: string[]]>> = {
  darwin: ['', 'Library', 'Logs'],
  win32: ['LOCALAPPDATA', 'AppData', 'Local'],
};

function stateDirectory(): string | undefined {
  const [variable, ...below] = PLACES[process.platform] ?? ['XDG_STATE_HOME', '.local', 'state'];
  const given = process.env[variable];
  if (given !== undefined && isAbsolute(given)) return given;
  const home = readHome();
  return home === undefined || !isAbsolute(home) ? undefined : join(home, ...below);
}

function readHome(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined; // a user that the system does not know
  }
}

const MAX_LENGTH = 60;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** `name` as that of one directory, on any system. */
export function directoryName(name: string): string {
  const clean = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-');
  const short = trim([...trim(clean)].slice(0, MAX_LENGTH).join(''));
  if (short === '') return 'program';
  return RESERVED.test(short) ? `program-${short}` : short;
}

// A leading dot hides a directory, a dash looks like an option, and Windows takes off dots at the end.
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isEdge(text[start])) start += 1;
  while (end > start && isEdge(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isEdge(character: string | undefined): boolean {
  return character === '.' || character === '-';
}

import { writeSync } from 'node:fs';
import type { RenderOptions } from '../render/render-report.js';
import type { Verbosity } from '../render/stack-section.js';

type Environment = Readonly<Record<string, string | undefined>>;
interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const VERBOSITIES: ReadonlyMap<string, Verbosity> = new Map([
  ['0', 0],
  ['full', 2],
  ['2', 2],
]);

/** How a report suits a stream, such as stderr, as it is at this moment. */
export function terminalOptions(env: Environment, stream: Stream): Required<TerminalOptions> {
  const isTTY = stream.isTTY === true;
  return {
    width: stream.columns || 80, // some pseudo-terminals say 0
    color: usesColor(env, isTTY),
    unicode: !isTTY || showsUnicode(env),
    verbosity: VERBOSITIES.get(env['THREADSPAN_BACKTRACE'] ?? '') ?? 1,
  };
}

type TerminalOptions = Pick<RenderOptions, 'width' | 'color' | 'unicode' | 'verbosity'>;

// FORCE_COLOR wins over NO_COLOR, as in Node itself.
function usesColor(env: Environment, isTTY: boolean): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

function showsUnicode(env: Environment): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return !locale || /utf-?8/i.test(locale);
}

const STDOUT = 1;
// The cursor is saved first: where there was no alternate screen, leaving it would move the cursor.
const LEAVE_FULL_SCREEN = '\u001b7\u001b[?1049l\u001b[?25h\u001b[?7h\u001b[0m';

/**
 * Gives a terminal back as a full-screen program found it: main screen, visible cursor, wrapped lines, line
 * editing. Returns what
 * stderr still has to be sent for that. Never throws.
 */
export function restoreTerminal(): string {
  try {
    if (process.stdin.isTTY && process.stdin.isRaw) process.stdin.setRawMode(false);
    if (process.stderr.isTTY) return LEAVE_FULL_SCREEN;
    if (process.stdout.isTTY) writeSync(STDOUT, LEAVE_FULL_SCREEN);
  } catch {
    // The report matters more.
  }
  return '';
}

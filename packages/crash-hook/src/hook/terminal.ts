import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
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

const STDIN = 0;
const STDOUT = 1;
const RESTORE = [
  '\u001b7', // The cursor is saved first: where there was no alternate screen, leaving it would move the cursor.
  '\u001b[?1049l', // main screen
  '\u001b7\u001b[r\u001b8', // All of it scrolls; saying so moves the cursor, too.
  '\u001b[?25h\u001b[?7h', // cursor shown, lines wrapped
  '\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1005l\u001b[?1006l\u001b[?1015l', // no mouse reports
  '\u001b[?1004l\u001b[?2004l\u001b[?2026l', // no focus reports, no bracketed paste, no update held back
  '\u001b[?1l\u001b>', // arrow keys and keypad as usual
  '\u001b(B\u000f\u001b[0m', // no line drawing, no colour
].join('');

/**
 * Gives a terminal back as a full-screen program found it: main screen, visible cursor, wrapped lines, line editing, no
 * reports of mouse, focus or pasting. Returns what stderr still has to be sent for that. Never throws.
 */
export function restoreTerminal(): string {
  try {
    // Asked first, as the stream is opened by looking at it.
    if (isatty(STDIN) && process.stdin.isRaw) process.stdin.setRawMode(false);
    if (process.stderr.isTTY) return RESTORE;
    if (process.stdout.isTTY) writeSync(STDOUT, RESTORE);
  } catch {
    // The report matters more.
  }
  return '';
}

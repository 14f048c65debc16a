import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from '@xterm/headless';
import { outcomeOf } from './run-program';

const PROGRAM = join(__dirname, 'programs', 'takes-terminal.cjs');
const SHOW_CURSOR = '\u001b[?25h';

/** What a terminal of 80 by 24 gets from a shell that runs the program and then looks at the terminal. */
async function onTerminal(modes: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  const node = `"${process.execPath}" "${PROGRAM}" ${modes}`;
  const shell = `stty cols 80 rows 24; echo before; ${node}; echo "code $?"; stty -a; printf '%0100d' 0`;
  const env = {
    ...process.env,
    TERM: 'xterm-256color',
    NO_COLOR: '1',
    LC_ALL: 'C.UTF-8',
    REPORT_DIR: directory,
  };
  try {
    return (await outcomeOf(spawn('script', ['-qec', shell, '/dev/null'], { env }))).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function show(output: string): Promise<Terminal> {
  const terminal = new Terminal({ cols: 80, rows: 24, scrollback: 1_000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  return terminal;
}

function rowsOf({ buffer }: Terminal): string[] {
  const { normal } = buffer;
  return Array.from(
    { length: normal.length },
    (_, row) => normal.getLine(row)?.translateToString(true) ?? '',
  );
}

describe.each(['', 'alternate', 'raw', 'raw alternate'])(
  'a terminal that a crashed program had changed: %s',
  (modes) => {
    let output = '';
    let terminal: Terminal;
    beforeAll(async () => {
      output = await onTerminal(modes);
      terminal = await show(output);
    });

    it('shows the report on its main screen, below what was there', () => {
      expect(terminal.buffer.active.type).toBe('normal');
      const rows = rowsOf(terminal);
      const top = rows.findIndex((row) => row.startsWith('╔═'));
      const bottom = rows.findIndex((row) => row.startsWith('╚═'));
      expect(rows.indexOf('before')).toBeGreaterThan(-1);
      expect(top - rows.indexOf('before')).toBeGreaterThan(0);
      expect(top - rows.indexOf('before')).toBeLessThan(4);
      expect(bottom - top).toBeGreaterThan(5);
      for (const row of rows.slice(top + 1, bottom)) expect(row).toMatch(/^(║.{78}║|╠═{78}╣)$/);
      expect(rows).toContain('code 1');
    });

    it('wraps its lines, shows the cursor and reports neither mouse, focus nor pasting', () => {
      expect(terminal.modes).toMatchObject({
        applicationCursorKeysMode: false,
        applicationKeypadMode: false,
        bracketedPasteMode: false,
        mouseTrackingMode: 'none',
        sendFocusMode: false,
        wraparoundMode: true,
      });
      expect(rowsOf(terminal).filter((row) => /^0{80}$/.test(row))).toHaveLength(1);
      expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf('\u001b[?25l'));
    });

    it('edits lines again, as soon as the report is written', () => {
      const rows = rowsOf(terminal);
      expect(rows).toContain('line editing: true, raw: false');
      expect(rows.slice(rows.indexOf('code 1')).join(' ')).toMatch(/ icanon .* echo /);
    });
  },
);

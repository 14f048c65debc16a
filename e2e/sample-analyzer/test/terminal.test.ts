import { spawn } from 'node:child_process';
import xterm from '@xterm/headless';
import { createProject, DEBTSCAN, debtscan, manyFiles, outcomeOf, removeProjects } from './run-debtscan.ts';

afterAll(removeProjects);

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Runs debtscan on a terminal of its own, by way of script(1). */
function onTerminal(args: string, cwd: string) {
  return spawn(
    'script',
    ['-qec', `stty cols 80 rows 24; "${process.execPath}" "${DEBTSCAN}" ${args}`, '/dev/null'],
    {
      cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '1' },
    },
  );
}

it('shows a progress bar on a terminal and puts the cursor back', async () => {
  const cwd = createProject(manyFiles(60));
  const { code, stdout } = await outcomeOf(onTerminal('src --workers 2', cwd));
  expect(code).toBe(0);
  expect(stdout).toContain(HIDE_CURSOR);
  expect(stdout.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stdout.lastIndexOf(HIDE_CURSOR));
  expect(stdout).toContain('60 files, 60 functions');
});

/** The rows that a terminal of 80 columns shows after all this. */
async function screenOf(output: string): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, scrollback: 1_000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const { active } = terminal.buffer;
  return Array.from(
    { length: active.length },
    (_, row) => active.getLine(row)?.translateToString(true) ?? '',
  );
}

it('shows report and findings below each other, with long lines wrapped, however the bar came between', async () => {
  const reports = `reports-${'in-a-long-folder-name-'.repeat(5)}`;
  const cwd = createProject(manyFiles(60));
  const { code, stdout } = await outcomeOf(
    onTerminal(`src --workers 2 --fault throw@017.ts --report-dir ${reports}`, cwd),
  );
  expect(code).toBe(1);
  const rows = await screenOf(stdout);
  const top = rows.findIndex((row) => row.startsWith('╔═'));
  const bottom = rows.findIndex((row) => row.startsWith('╚═'));
  expect(bottom - top).toBeGreaterThan(8);
  for (const row of rows.slice(top + 1, bottom)) expect(row).toMatch(/^(║.{78}║|╠═{78}╣)$/);
  const text = rows.join('');
  expect(text).toMatch(new RegExp(`Report saved: \\S*${reports}/threadspan-crash-\\S+\\.json`));
  expect(rows.findIndex((row) => row.startsWith('60 files') || row.startsWith('59 files'))).toBeGreaterThan(
    bottom,
  );
  expect(rows.filter((row) => row.includes('parsing ['))).toEqual([]);
});

it('leaves a terminal that wraps its lines after an uncaught error', async () => {
  const cwd = createProject(manyFiles(20));
  const { code, stdout } = await outcomeOf(onTerminal('src --workers 0 --fault timer@007.ts', cwd));
  expect(code).toBe(1);
  const rows = await screenOf(`${stdout}${'X'.repeat(100)}`);
  expect(rows.filter((row) => /^X{80}$/.test(row))).toHaveLength(1);
});

it('draws nothing on standard error that is no terminal', async () => {
  const cwd = createProject(manyFiles(10));
  expect((await debtscan(['src'], { cwd })).stderr).toBe('');
});

describe('Ctrl-C', () => {
  let cwd: string;
  beforeAll(() => {
    cwd = createProject(manyFiles(5_000));
  });

  it.each(['0', '2'])(
    'ends a run with %s workers with exit code 130 and a whole terminal',
    async (workers) => {
      const child = onTerminal(`src --workers ${workers}`, cwd);
      let typed = false;
      child.stdout.on('data', (text: string) => {
        if (typed || !String(text).includes('parsing [')) return;
        typed = true;
        child.stdin.write('\u0003');
      });
      const { code, stdout } = await outcomeOf(child);
      expect(code).toBe(130);
      expect(stdout.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(stdout.lastIndexOf(HIDE_CURSOR));
      expect(stdout).not.toContain('findings');
    },
  );
});

it('stops on SIGINT even while a worker hangs', async () => {
  const cwd = createProject(manyFiles(20));
  // However slow the start: before there is a listener, the signal would end the process by itself.
  const tell =
    "data:text/javascript,process.on('newListener',(name)=>name==='SIGINT'&&process.connected&&process.send(name))";
  const child = spawn(
    process.execPath,
    ['--import', tell, DEBTSCAN, 'src', '--workers', '2', '--fault', 'hang@007.ts', '--timeout', '600000'],
    { cwd, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  child.once('message', () => setTimeout(() => child.kill('SIGINT'), 1_000));
  expect(await outcomeOf(child)).toMatchObject({ code: 130, signal: null, stdout: '', stderr: '' });
});

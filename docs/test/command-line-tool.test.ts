import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, root } from './run-example.ts';

const program = join(root, 'docs/examples/dist/command-line-tool/main.js');
const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
const env = { ...process.env, XDG_STATE_HOME: folder, CI: undefined }; // where crash reports are saved
const reports = join(folder, 'linegrep/crash-reports');
afterAll(() => rmSync(folder, { recursive: true }));

const endless = join(folder, 'endless.txt');
writeFileSync(endless, `${'a'.repeat(60)}!\n`);
const quick = join(folder, 'quick.txt');
writeFileSync(quick, 'first\na\n');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

it('prints the lines that match and goes on when a file can’t be read', () => {
  const { status, stdout, stderr } = run('a$', quick, 'missing.ts', 'package.json', '--workers', '2');
  expect(stdout).toBe(`${quick}:2\n`);
  expect(stderr).toBe('missing.ts: skipped, ENOENT\n');
  expect(status).toBe(0);
});

it.each([
  ["missing required argument 'files'", 'a'],
  ["value '(' is invalid for argument 'pattern'", '(', quick],
  ["option '--workers <n>' argument '0' is invalid", 'a', quick, '--workers', '0'],
  ["option '--trace <file>' argument '/no/where' is invalid", 'a', quick, '--trace', '/no/where'],
])('exits with 2 when the command line is wrong: %s', (message, ...args) => {
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});

it('ends without a word when its reader has seen enough', () => {
  const long = join(folder, 'long.txt');
  writeFileSync(long, 'a\n'.repeat(200_000));
  const { stdout, stderr } = spawnSync(`"${process.execPath}" "${program}" a "${long}" | head -1`, {
    shell: true,
    encoding: 'utf8',
    env,
  });
  expect({ stdout, stderr }).toEqual({ stdout: `${long}:1\n`, stderr: '' });
});

it('exits with 0 when asked for help', () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--trace <file>') });
});

it('reports a file that takes too long, searches the others, and exits with 1', () => {
  const { status, stdout, stderr } = run('(a+)+$', quick, endless, '--workers', '2', '--timeout', '2000');
  expect({ status, stdout }).toEqual({ status: 1, stdout: `${quick}:2\n` });
  expect(stderr).toMatch(/LINEGREP CRASH REPORT[^]*TASK_TIMEOUT[^]*File: .*endless\.txt/);
  const [saved = ''] = readdirSync(reports);
  expect(stderr.replace(/\s+/g, '')).toContain(join(reports, saved));
});

it('writes a trace of all threads', () => {
  const trace = join(folder, 'trace.json');
  expect(run('a', quick, quick, '--trace', trace)).toMatchObject({ status: 0, stderr: '' });
  const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8')) as { traceEvents: { name: string }[] };
  const names = traceEvents.map(({ name }) => name);
  expect(names.filter((name) => /linegrep|process_file/.test(name)).sort()).toEqual([
    'linegrep',
    'process_file',
    'process_file',
  ]);
});

it('ends on Ctrl-C with 130, and writes the trace of what was done', async () => {
  const trace = join(folder, 'interrupted.json');
  const args = ['(a+)+$', quick, endless, '--workers', '2', '--trace', trace];
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child.stdout, 'data'); // the first file is done, the other one never will be
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(stderr).toBe('');
  expect(readFileSync(trace, 'utf8')).toContain('process_file');
});

it('has a file that was killed in the middle of its work reported by the next run', async () => {
  const child = spawn(process.execPath, [program, '(a+)+$', quick, endless, '--workers', '2'], { env });
  await once(child.stdout, 'data');
  // What workers are on is written a little later than they are on it.
  const written = () =>
    readdirSync(reports)
      .filter((name) => name.startsWith('threadspan-running-'))
      .some((name) => contents(join(reports, name)).includes('endless.txt'));
  while (!written()) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGKILL');
  await once(child, 'close');

  const { status, stderr } = run('a', quick);
  expect(status).toBe(0);
  expect(stderr).toMatch(/PreviousRunDied/);
  expect(stderr).toContain('endless.txt');
});

function contents(directory: string): string {
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .map((path) => (statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : ''))
    .join('');
}

it('draws its progress on a terminal, and ends it below what it has printed', () => {
  const command = `'${process.execPath}' '${program}' a '${quick}' '${quick}' --workers 1`;
  const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    encoding: 'utf8',
    env: { ...env, TERM: 'xterm' },
  });
  expect(status).toBe(0);
  expect(stdout).toContain('0/2 files');
  expect(stdout.split(`${quick}:2`)).toHaveLength(3);
  const goesBackTo = stdout.lastIndexOf('\u001B7', stdout.lastIndexOf('\u001B8'));
  expect(goesBackTo).toBeGreaterThan(stdout.lastIndexOf(`${quick}:2`));
});

it('does what the guide shows', () => {
  const [, pattern = '', files = '', shown] =
    /^\$ linegrep '(.*)' (.*)\n([^]*?)```/m.exec(read('docs/guides/command-line-tool.md')) ?? [];
  const { status, stdout, stderr } = run(pattern, ...files.split(' '), '--workers', '1');
  expect(status).toBe(0);
  expect(stdout + stderr).toBe(shown);
});

import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderCrashReport, saveCrashReport } from '@threadspan/crash-hook';
import { runCli } from './run-cli';
import { bareReport, fullReport } from './sample-report';

const manifest = require('@threadspan/crash-hook/package.json') as {
  version: string;
  bin: Record<string, string>;
};
const program = join(__dirname, '..', manifest.bin['threadspan-crash']!);

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  file = saveCrashReport(fullReport, directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('threadspan-crash show', () => {
  it('prints the report as plain text of 80 columns where stdout is no terminal', async () => {
    expect(await runCli(['show', file])).toEqual({
      code: 0,
      stdout: renderCrashReport(fullReport),
      stderr: '',
    });
  });

  it('suits the terminal that stdout is', async () => {
    const terminal = { isTTY: true, columns: 61 };
    expect((await runCli(['show', file], { terminal })).stdout).toBe(
      renderCrashReport(fullReport, { width: 61, color: true }),
    );
    const env = { NO_COLOR: '1', LANG: 'C', THREADSPAN_BACKTRACE: 'full' };
    expect((await runCli(['show', file], { terminal, env })).stdout).toBe(
      renderCrashReport(fullReport, { width: 61, unicode: false, verbosity: 2 }),
    );
  });

  it('reads standard input where the file is -', async () => {
    const { code, stdout } = await runCli(['show', '-'], { stdin: JSON.stringify(bareReport) });
    expect({ code, stdout }).toEqual({ code: 0, stdout: renderCrashReport(bareReport) });
  });

  it('prints a page for browsers when asked for, whatever stdout is', async () => {
    const terminal = { isTTY: true, columns: 61 };
    const { code, stdout, stderr } = await runCli(['show', file, '--html'], { terminal });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^<!doctype html>/i);
    expect(stdout).toContain('problematic_file.ts');
    expect(stdout).not.toMatch(/\p{Cc}\[|║/u);
  });

  it.each([
    [['--width', '120'], { width: 120 }],
    [['--width=40'], { width: 40 }],
    [['--backtrace', '0'], { verbosity: 0 }],
    [['--backtrace', '1'], { verbosity: 1 }],
    [['--backtrace=full'], { verbosity: 2 }],
  ] as const)('takes %j, before the file or after it', async (args, options) => {
    const env = { THREADSPAN_BACKTRACE: '1' };
    const stdout = renderCrashReport(fullReport, options);
    expect(await runCli(['show', ...args, file], { env })).toEqual({ code: 0, stdout, stderr: '' });
    expect(await runCli(['show', file, ...args], { env })).toEqual({ code: 0, stdout, stderr: '' });
  });

  it.each<[string, string, string]>([
    ['is no JSON', '{', "Can't read a crash report from standard input: "],
    [
      'is no report',
      '[]',
      'standard input is no crash report. Expected `report` to be an object, got an array.',
    ],
    [
      'is too large',
      ' '.repeat(20_000_001),
      'standard input is no crash report. Expected at most 20 MB, got more.',
    ],
    ['has control characters', '\u001b[31m\u009b\u202e\n', "Can't read a crash report from standard input: "],
  ])('says on one line that what it was given %s, and ends with code 1', async (_, stdin, message) => {
    const { code, stdout, stderr } = await runCli(['show', '-'], { stdin });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`threadspan-crash: ${message}`);
    expect(stderr).toMatch(/^[^\p{Cc}\p{Cf}]+\n$/u);
  });

  it('names a missing file in a way that does nothing to the terminal', async () => {
    const { code, stderr } = await runCli(['show', join(directory, 'no\u001b[31m\nfile')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^threadspan-crash: Can't read a crash report from .*no\\u001b\[31m\\nfile: .*ENOENT.*\n$/,
    );
  });
});

describe('threadspan-crash list', () => {
  it('lists reports, the newest first, with time, program, error and file', async () => {
    const later = saveCrashReport({ ...bareReport, time: '2026-03-02T00:00:00.000Z' }, directory);
    expect(await runCli(['list', directory])).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        `2026-03-02T00:00:00.000Z  debtscan\n  Thrown undefined\n  ${later}\n`,
        `2026-03-01T12:00:05.250Z  debtscan\n  TypeError: Cannot read properties of undefined (reading 'line')\n  ${file}\n`,
      ].join('\n'),
    });
  });

  it('shows no error as a command to a build', async () => {
    const error = { name: '::add-mask::x ##[add-mask]y', message: '', stack: '' };
    saveCrashReport({ ...bareReport, error }, directory);
    const { stdout } = await runCli(['list', directory]);
    expect(stdout).toContain('  \\u003a:add-mask::x \\u0023#[add-mask]y\n');
  });

  it('leaves out what is no report’s file, and names those that can not be read', async () => {
    writeFileSync(join(directory, 'other.json'), '{}');
    symlinkSync('/dev/zero', join(directory, 'threadspan-crash-20260303T000000Z-1-1.json'));
    const broken = join(directory, 'threadspan-crash-20260303T000000Z-1-2.json');
    writeFileSync(broken, '{');
    const { code, stdout } = await runCli(['list', directory]);
    expect(code).toBe(0);
    expect(stdout.split('\n\n')).toHaveLength(2);
    expect(stdout).toContain(`Not a report that can be read:\n  ${broken}\n`);
  });

  it('lists those of every program where they are saved by default, in the order of time', async () => {
    const before = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = join(directory, 'state');
    mkdirSync(join(directory, 'state', 'other'), { recursive: true });
    writeFileSync(join(directory, 'state', 'a-file'), '');
    try {
      expect((await runCli(['list'])).stdout).toBe('No saved crash reports\n');
      saveCrashReport({ ...bareReport, app: { name: 'one' }, time: '2026-03-02T00:00:00.000Z' });
      saveCrashReport({ ...bareReport, app: { name: 'two' }, time: '2026-03-03T00:00:00.000Z' });
      saveCrashReport({ ...bareReport, app: { name: 'one' }, time: '2026-03-04T00:00:00.000Z' });
      const { stdout } = await runCli(['list']);
      expect(stdout.match(/Z {2}\w+$/gm)).toEqual(['Z  one', 'Z  two', 'Z  one']);
    } finally {
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
    }
  });

  it('lists fifty at most and says how many more there are', async () => {
    for (let n = 0; n < 52; n++) saveCrashReport(bareReport, directory);
    const { stdout } = await runCli(['list', directory]);
    expect(stdout.match(/CRASH|debtscan$/gm)).toHaveLength(50);
    expect(stdout).toMatch(/\n\n3 older ones are not listed\.\n$/);
  });

  it('says where there is none, and ends with code 1 where there is no such directory', async () => {
    const empty = mkdtempSync(join(directory, 'empty-'));
    expect(await runCli(['list', empty])).toMatchObject({
      code: 0,
      stdout: `No saved crash reports in ${empty}\n`,
    });
    const { code, stderr } = await runCli(['list', join(directory, 'none')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^threadspan-crash: Can't list .*none: ENOENT.*\n$/);
  });
});

describe('threadspan-crash', () => {
  it('explains itself', async () => {
    const help = await runCli(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: threadspan-crash show FILE');
    expect(Math.max(...help.stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(await runCli([])).toEqual({ code: 2, stdout: '', stderr: help.stdout });
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each([
    [['show'], 'Missing FILE: the path that was printed as "Report saved"'],
    [['show', ''], 'Missing FILE'],
    [['shw', 'x'], 'Unknown command "shw"'],
    [['--width', '80'], 'Missing command'],
    [['show', 'a', 'b'], 'Unexpected argument "b"'],
    [['show', 'a', '--colour\u001b[31m'], "Unknown option '--colour\\u001b[31m'"],
    [['show', 'a', '--width'], "Option '--width <value>' argument missing"],
    [
      ['show', 'a', '--width', '39'],
      'Expected `--width` to be an integer from 40 to 200, got `"39"` (string)',
    ],
    [['show', 'a', '--width', '1e2'], 'Expected `--width`'],
    [
      ['show', 'a', '--backtrace', 'toString'],
      'Expected `--backtrace` to be 0, 1 or full, got `"toString"` (string)',
    ],
    [['show', 'a', '--html', '--width', '80'], '--width and --backtrace are for text, not for --html'],
    [['list', '--width', '80'], '"list" takes no options'],
  ])('refuses %j with a line that says why, and code 2', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`threadspan-crash: ${message}`);
    expect(stderr).toMatch(/^.* See threadspan-crash --help\.\n$/);
  });
});

describe('the installed program', () => {
  const run = (args: readonly string[], input = '') =>
    spawnSync(program, args, { encoding: 'utf8', input, env: { PATH: process.env['PATH'] } });

  it('can be executed, by its name in package.json', () => {
    accessSync(program, constants.X_OK);
    expect(run(['show', file])).toMatchObject({
      status: 0,
      stdout: renderCrashReport(fullReport),
      stderr: '',
    });
    expect(run(['show', '-'], JSON.stringify(bareReport)).stdout).toBe(renderCrashReport(bareReport));
  });

  it('is published with all that it runs, and with the schema', () => {
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: join(__dirname, '..'),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string; mode: number }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/threadspan-crash.js',
        'crash-report.schema.json',
        'dist/cli/main.js',
        'dist/index.js',
        'package.json',
        'src/index.ts',
      ]),
    );
    expect(files.find(({ path }) => path.startsWith('bin/'))!.mode & 0o111).toBe(0o111);
  });

  it('ends with the code that says what was wrong', () => {
    expect(run(['show', '-'], '{}')).toMatchObject({ status: 1, stdout: '' });
    expect(run(['nonsense'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('reads a pipe that is named as a file', () => {
    const command = `cat "$1" | "$0" show /dev/stdin`;
    expect(spawnSync('sh', ['-c', command, program, file], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: renderCrashReport(fullReport),
    });
  });

  it('ends quietly when nobody reads on', () => {
    // Far more than a pipe holds.
    const stack = 'E\n' + `    at f (/${'a'.repeat(900)}.js:1:1)\n`.repeat(200);
    const cause = { name: 'E', message: '', stack };
    const large = { ...bareReport, error: { ...cause, errors: Array.from({ length: 50 }, () => cause) } };
    const path = saveCrashReport(large, directory);
    const command = `{ "$0" show "$1" --backtrace full; echo "code $?" >&2; } | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command, program, path], { encoding: 'utf8' });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('code 0\n');
  });
});

import { spawn } from 'node:child_process';
import { readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEBTSCAN, createProject, debtscan, manyFiles, outcomeOf, removeProjects } from './run-debtscan.ts';

afterAll(removeProjects);

const branchy = `export function branchy(a) {\n${Array.from({ length: 12 }, (_, i) => `  if (a === ${i}) return ${i};`).join('\n')}\n  return a;\n}\n`;

function mixedProject(): string {
  const cwd = createProject({
    'src/b.ts': 'export const two = (x: number): number => (x > 1 ? x : 2);\n// TODO: less\n',
    'src/a.js': branchy,
    'src/view.tsx': 'export const View = ({ on }: { on: boolean }) => (on ? <b>on</b> : null);\n',
    'src/broken.js': 'function (\n',
    'src/huge.js': '',
    'src/deep/c.mjs': "import { branchy } from '../a.js';\nexport function caller() { return branchy(1); }\n",
    'src/notes.md': '# not source\n',
    'node_modules/dep/index.js': 'module.exports = 1;\n',
    'build/out.js': 'var generated;\n',
    '.gitignore': 'build/\n',
    '.hidden/h.js': 'var hidden;\n',
  });
  truncateSync(join(cwd, 'src/huge.js'), 3 * 1024 ** 3);
  return cwd;
}

describe('debtscan --json', () => {
  it('prints files, items, skipped files and sums, sorted, with paths as given', async () => {
    const cwd = mixedProject();
    const { code, stdout } = await debtscan(['src', '--json', '--workers', '2'], { cwd });
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual(['version', 'files', 'items', 'skipped', 'crashed', 'summary']);
    expect(report.files.map(({ path }: { path: string }) => path)).toEqual([
      'src/a.js',
      'src/b.ts',
      'src/deep/c.mjs',
      'src/view.tsx',
    ]);
    expect(report.files[0].functions).toEqual([
      {
        name: 'branchy',
        line: 1,
        column: 8,
        cyclomatic: 13,
        cognitive: 12,
        length: 15,
        nesting: 1,
        parameters: 1,
      },
    ]);
    expect(report.files[1].markers).toEqual([{ kind: 'TODO', line: 2, column: 4, text: expect.any(String) }]);
    expect(report.items).toEqual([
      {
        path: 'src/a.js',
        line: 1,
        name: 'branchy',
        score: 3,
        reasons: [{ metric: 'cyclomatic', value: 13, weight: 1, points: 3 }],
      },
      {
        path: 'src/b.ts',
        line: 1,
        name: '<file>',
        score: 0.5,
        reasons: [{ metric: 'TODO', value: 1, weight: 0.5, points: 0.5 }],
      },
    ]);
    expect(report.skipped).toEqual([
      { path: 'src/broken.js', reason: expect.stringMatching(/\(1:\d+\)/) },
      { path: 'src/huge.js', reason: 'larger than 32 MiB' },
    ]);
    expect(report.crashed).toEqual([]);
    expect(report.summary).toEqual({ files: 4, functions: 4, markers: 1, items: 2, skipped: 2, crashed: 0 });
  });

  it('is the same to the byte on the main thread and for any number of workers', async () => {
    const cwd = createProject(manyFiles(120));
    const runs = await Promise.all(
      ['0', '1', '2', '3'].map((workers) => debtscan(['src', '--json', '--workers', workers], { cwd })),
    );
    for (const { code, stdout } of runs) {
      expect(code).toBe(0);
      expect(stdout).toBe(runs[0]?.stdout);
    }
    expect(JSON.parse(runs[0]?.stdout ?? '').summary.functions).toBe(120);
  });

  it('leaves out node_modules, hidden folders and ignored files unless they are given', async () => {
    const cwd = createProject({
      'a.js': '1;',
      'node_modules/dep/index.js': '2;',
      'build/out.js': '3;',
      '.hidden/h.js': '4;',
      '.gitignore': 'build/\n',
    });
    const paths = async (...args: string[]) =>
      JSON.parse((await debtscan([...args, '--json', '--workers', '0'], { cwd })).stdout).files.map(
        ({ path }: { path: string }) => path,
      );
    expect(await paths()).toEqual(['a.js']);
    expect(await paths('node_modules', 'build', './.hidden/', './a.js', 'a.js')).toEqual([
      './.hidden/h.js',
      'a.js',
      'build/out.js',
      'node_modules/dep/index.js',
    ]);
  });

  it('prints nothing but an empty report for an empty folder', async () => {
    const cwd = createProject({ 'README.md': '' });
    const { code, stdout } = await debtscan(['--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: [], items: [], summary: { files: 0 } });
  });
});

describe('debtscan', () => {
  it('prints the worst findings as a table, the skipped files and the sums', async () => {
    const cwd = createProject({ 'a.js': branchy, 'b.js': '// FIXME: soon\n', 'broken.ts': 'let let = 1' });
    const { code, stdout, stderr } = await debtscan(['--top', '1', '--workers', '1'], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('│   3.0 │ a.js:1 │ branchy │ cyclomatic 13 │');
    expect(stdout).toContain('… and 1 more');
    expect(stdout).toMatch(/skipped broken\.ts: .*\(1:\d+\)/);
    expect(stdout).toContain('2 files, 1 functions, 1 markers, 2 findings; 1 skipped, 0 crashed');
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
  });

  it('shows no control characters of file names', async () => {
    const cwd = createProject({ 'a\u001b[31mred.js': branchy });
    const { stdout } = await debtscan(['--workers', '0'], { cwd, env: { ...process.env, NO_COLOR: '1' } });
    expect(stdout).toContain('red.js');
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    [['--workers', 'many'], 'whole number'],
    [['--workers', '257'], 'from 0 to 256'],
    [['--top', '-1'], 'whole number'],
    [['--trace', 'nowhere/trace.json'], '--trace'],
    [['--report-dir', ''], 'Expected a path'],
    [['/dev/null'], 'got /dev/null'],
    [['--timeout', '0'], 'positive number'],
    [['--log', 'loud'], 'error, warn, info, debug'],
    [['--nonsense'], 'unknown option'],
    [['--fault', 'throw'], 'KIND@SUFFIX'],
    [['--fault', 'melt@.ts'], 'throw, reject, timer, exit, oom, hang'],
    [['--fault', 'exit@.ts', '--workers', '0'], 'needs --workers 1 or more'],
    [['--fault', 'hang@.ts', '--workers', '1'], 'needs --timeout'],
    [['--redis', 'redis://127.0.0.1:1', '--workers', '1'], 'cannot be used with'],
    [['--redis', 'localhost'], 'Expected a URL'],
    [['--redis', 'redis://127.0.0.1:1', '--queue', 'a:b'], 'without a colon'],
    [['--redis', 'redis://127.0.0.1:1', '--stall-timeout', '99'], 'from 100'],
    [['--redis', 'redis://127.0.0.1:1', '--fault', 'oom@.ts'], 'needs --workers 1 or more'],
    [['--redis', 'redis://127.0.0.1:1', '--fault', 'hang@.ts'], 'needs --timeout'],
    [['--queue', 'debtscan'], 'needs --redis'],
    [['--stall-timeout', '2000'], 'needs --redis'],
    [['nowhere-at-all'], 'found nothing at nowhere-at-all'],
    [['README.md'], 'ending in .js'],
  ])('ends with exit code 2 and a reason for %j', async (args, reason) => {
    const cwd = createProject({ 'README.md': '' });
    const { code, stdout, stderr } = await debtscan(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it('explains itself', async () => {
    const help = await debtscan(['--help']);
    expect(help.code).toBe(0);
    for (const option of [
      '--workers',
      '--redis',
      '--top',
      '--json',
      '--trace',
      '--profile',
      '--log',
      '--fail-fast',
    ]) {
      expect(help.stdout).toContain(option);
    }
    const version = await debtscan(['--version']);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('leaves an earlier trace file alone until it has a better one', async () => {
    const cwd = createProject({ 'trace.json': 'earlier' });
    expect((await debtscan(['nowhere', '--trace', 'trace.json'], { cwd })).code).toBe(2);
    expect(readFileSync(join(cwd, 'trace.json'), 'utf8')).toBe('earlier');
  });

  it('knows extensions in upper case', async () => {
    const cwd = createProject({ 'src/A.JS': branchy });
    for (const path of ['src', 'src/A.JS']) {
      const { stdout } = await debtscan([path, '--json', '--workers', '0'], { cwd });
      expect(JSON.parse(stdout).files).toMatchObject([{ path: 'src/A.JS' }]);
    }
  });

  it.each([
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ NO_COLOR: '1' }, false],
  ])('prints colours as %j says', async (variables, isColored) => {
    const cwd = createProject({ 'a.js': branchy });
    const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...variables };
    const { stdout } = await debtscan(['--workers', '0'], { cwd, env });
    expect(stdout.includes('\u001b')).toBe(isColored);
  });

  it('keeps the exit code of a crash when its reader has seen enough', async () => {
    const cwd = createProject(manyFiles(300));
    const command = `"${process.execPath}" "${DEBTSCAN}" src --json --workers 1 --fault throw@017.ts`;
    const pipe = `(${command} 2>/dev/null; echo $? >&2) | head -c 10`;
    const { stderr } = await outcomeOf(spawn('sh', ['-c', pipe], { cwd }));
    expect(stderr.trim()).toBe('1');
  });

  it('ends quietly when its reader has seen enough', async () => {
    const cwd = createProject(manyFiles(300));
    const command = `"${process.execPath}" "${DEBTSCAN}" src --json --workers 0 | head -c 10`;
    const { code, stderr, stdout } = await outcomeOf(spawn('sh', ['-c', command], { cwd }));
    expect({ code, stderr, length: stdout.length }).toEqual({ code: 0, stderr: '', length: 10 });
  });
});

it('leaves the reports of tested runs in a temporary folder, not with those of whoever runs the tests', async () => {
  const cwd = createProject(manyFiles(2));
  const { stderr } = await debtscan(['src', '--workers', '1', '--fault', 'throw@001.ts'], { cwd });
  expect(stderr).toContain(`Report saved: ${tmpdir()}`);
});

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCrashReport, renderCrashReportHtml } from '@threadspan/crash-hook';
import { createProject, debtscan, manyFiles, removeProjects } from './run-debtscan.ts';
import type { Outcome } from './run-debtscan.ts';

afterAll(removeProjects);

const FILES = 40;
const BROKEN = 'src/file-017.ts';

const ERRORS = {
  throw: 'TypeError: Cannot read properties of undefined',
  reject: `Error: The parse of ${BROKEN} was rejected`,
  timer: `Error: A detached callback of ${BROKEN} threw`,
  exit: 'ThreadspanError: The worker exited with code 3',
  oom: 'ThreadspanError: The worker ran out of memory',
  hang: 'ThreadspanError: The item took longer than 1500 ms',
};

function scan(cwd: string, ...args: string[]): Promise<Outcome> {
  return debtscan(['src', '--json', '--report-dir', 'reports', ...args], { cwd });
}

describe.each(Object.entries(ERRORS))('the fault %s in a worker', (kind, message) => {
  it('is reported with phase, file, progress and spans; every other file is analyzed', async () => {
    const cwd = createProject(manyFiles(FILES));
    const limit = kind === 'hang' ? ['--timeout', '1500'] : [];
    const { code, stdout, stderr } = await scan(cwd, '--workers', '2', '--fault', `${kind}@017.ts`, ...limit);
    expect(code).toBe(1);

    const { files, crashed, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ files: FILES - 1, functions: FILES - 1, crashed: 1, skipped: 0 });
    expect(files.map(({ path }: { path: string }) => path)).not.toContain(BROKEN);
    expect(crashed).toEqual([
      { path: BROKEN, error: expect.stringContaining(message), report: expect.any(String) },
    ]);

    expect(stderr).toContain('DEBTSCAN CRASH REPORT');
    expect(stderr).toMatch(/Phase: parsing +║/);
    expect(stderr).toMatch(/File: src\/file-017\.ts +║/);
    expect(stderr).toMatch(new RegExp(`Progress: \\d+ / ${FILES} files \\(\\d+%\\)(, [\\d.]+ files/s)? +║`));
    expect(stderr).toMatch(/Worker: [12] of 2 +║/);
    expect(stderr).toMatch(/ unified_analysis > parsing > process_file +║/);
    expect(stderr.match(/CRASH REPORT/g)).toHaveLength(1);

    const path: string = crashed[0].report;
    expect(dirname(path)).toBe(join(cwd, 'reports'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const report = JSON.parse(readFileSync(path, 'utf8'));
    expect(report).toMatchObject({
      version: 1,
      app: { name: 'debtscan' },
      error: { message: expect.stringContaining(message.slice(message.indexOf(': ') + 2)) },
      context: {
        phase: 'parsing',
        currentFile: BROKEN,
        progress: { total: FILES },
        worker: { count: 2 },
      },
    });
    expect(report.context.spanHierarchy.map(({ name }: { name: string }) => name)).toEqual([
      'unified_analysis',
      'parsing',
      'process_file',
    ]);
    expect(report.timelines.map(({ worker }: { worker: object }) => worker)).toContainEqual(
      report.context.worker,
    );

    const page = renderCrashReportHtml(readCrashReport(path));
    for (const text of ['What the workers did', BROKEN, `Worker ${report.context.worker.index} of 2`]) {
      expect(page).toContain(text);
    }
  });
});

it('leaves a report that npx threadspan-crash shows', async () => {
  const cwd = createProject(manyFiles(1));
  const { stdout } = await scan(cwd, '--workers', '0', '--fault', 'throw@000.ts');
  const [{ report }] = JSON.parse(stdout).crashed;
  const page = execFileSync('npx', ['threadspan-crash', 'show', report, '--html'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect(page).toBe(renderCrashReportHtml(readCrashReport(report)));
  expect(page).toContain('src/file-000.ts');
});

it('tells at the next start of a run that was killed with all its workers', async () => {
  const cwd = createProject(manyFiles(FILES));
  const killed = await scan(cwd, '--workers', '2', '--last-words', '--fault', 'kill@017.ts');
  expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' });

  const next = await scan(cwd, '--workers', '2', '--last-words');
  expect(next.code).toBe(0);
  expect(JSON.parse(next.stdout).summary).toMatchObject({ files: FILES, crashed: 0 });
  expect(next.stderr).toMatch(/ERROR: PreviousRunDied: The previous run \(pid \d+\) died while parsing/);
  expect(next.stderr).toContain(`parsing, ${BROKEN}`);
  expect(readdirSync(join(cwd, 'reports'))).toHaveLength(1);

  expect((await scan(cwd, '--workers', '2', '--last-words')).stderr).toBe('');
});

it.each(['throw', 'reject'] as const)(
  'reports the fault %s on the main thread too and goes on',
  async (kind) => {
    const cwd = createProject(manyFiles(FILES));
    const { code, stdout, stderr } = await scan(cwd, '--workers', '0', '--fault', `${kind}@017.ts`);
    expect(code).toBe(1);
    const { crashed, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ files: FILES - 1, crashed: 1 });
    expect(crashed).toMatchObject([{ path: BROKEN, error: expect.stringContaining(ERRORS[kind]) }]);
    expect(stderr).toMatch(/unified_analysis > parsing > process_file/);
    expect(stderr).not.toContain('Worker:');
  },
);

it('gives a file up on the main thread too, once it is through with it', async () => {
  const cwd = createProject(manyFiles(FILES));
  const { code, stdout, stderr } = await scan(cwd, '--workers', '0', '--timeout', '0.0001');
  expect(code).toBe(1);
  expect(JSON.parse(stdout).summary).toMatchObject({ files: 0, crashed: FILES });
  expect(stderr).toContain('The item took longer than 0.0001 ms');
});

it('ends with the report of a detached throw when it happens on the main thread', async () => {
  const cwd = createProject(manyFiles(FILES));
  const { code, stdout, stderr } = await scan(cwd, '--workers', '0', '--fault', 'timer@017.ts');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/File: src\/file-017\.ts +║/);
  expect(stderr).toMatch(/unified_analysis > parsing > process_file/);
});

it('reports each of several crashes and keeps all the other files', async () => {
  const cwd = createProject(manyFiles(FILES));
  const faults = ['exit@003.ts', 'throw@017.ts', 'timer@030.ts', 'exit@039.ts'];
  const { code, stdout, stderr } = await scan(
    cwd,
    '--workers',
    '2',
    ...faults.flatMap((fault) => ['--fault', fault]),
  );
  expect(code).toBe(1);
  const { crashed, summary } = JSON.parse(stdout);
  expect(summary).toMatchObject({ files: FILES - 4, crashed: 4 });
  expect(crashed.map(({ path }: { path: string }) => path)).toEqual(
    ['003', '017', '030', '039'].map((number) => `src/file-${number}.ts`),
  );
  expect(stderr.match(/CRASH REPORT/g)).toHaveLength(4);
});

it('stops at the first crash with --fail-fast', async () => {
  const cwd = createProject(manyFiles(FILES));
  const { code, stdout, stderr } = await scan(cwd, '--workers', '2', '--fail-fast', '--fault', 'throw@.ts');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.match(/CRASH REPORT/g)).toHaveLength(1);
});

it('saves the report elsewhere where it can not be saved where it should be', async () => {
  const cwd = createProject({ ...manyFiles(FILES), reports: 'not a folder' });
  const { code, stdout, stderr } = await debtscan(
    ['src', '--json', '--report-dir', 'reports', '--workers', '1', '--fault', 'throw@017.ts'],
    { cwd, env: { ...process.env, TMPDIR: cwd } },
  );
  expect(code).toBe(1);
  const [{ path, report }] = JSON.parse(stdout).crashed;
  expect(path).toBe(BROKEN);
  expect(dirname(report)).toMatch(new RegExp(`^${cwd}/threadspan-crash-\\d+/debtscan$`));
  expect(JSON.parse(readFileSync(report, 'utf8')).context.currentFile).toBe(BROKEN);
  expect(stderr).toMatch(/Saved there because: [^]*\/reports: EEXIST/);
});

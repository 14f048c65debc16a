import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { crashReportDirectory, readCrashReport, saveCrashReport } from '@threadspan/crash-hook';
import { runProgram } from './run-program';
import { bareReport } from './sample-report';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'))));
afterEach(() => {
  delete process.env['XDG_STATE_HOME'];
  rmSync(directory, { recursive: true, force: true });
});

const mode = (path: string) => statSync(path).mode & 0o777;
const names = (path: string) => readdirSync(path).sort();
const run = (env: Record<string, string | undefined>) =>
  runProgram('plain', { env: { REPORT_DIR: undefined, CI: undefined, ...env } }).stderr;
const savedBy = (stderr: string) => /^Report saved: (.*)$/m.exec(stderr)?.[1] ?? '';

describe('by default a report', () => {
  it('goes to the place for state that the environment names', () => {
    const path = savedBy(run({ XDG_STATE_HOME: join(directory, 'a', 'b') }));
    expect(path).toMatch(/\/demo\/crash-reports\/threadspan-crash-[\w-]+\.json$/);
    expect(path).toContain(directory);
    expect(mode(path)).toBe(0o600);
    for (const made of ['a', 'a/b', 'a/b/demo', 'a/b/demo/crash-reports'])
      expect(mode(join(directory, made))).toBe(0o700);
  });

  it('goes to the home directory when none is named, or one that is relative', () => {
    for (const XDG_STATE_HOME of [undefined, 'relative'])
      expect(savedBy(run({ HOME: directory, XDG_STATE_HOME }))).toMatch(
        /^~\/\.local\/state\/demo\/crash-reports\/threadspan-crash-/,
      );
    expect(names(join(directory, '.local/state/demo/crash-reports'))).toHaveLength(2);
  });

  it('leaves a directory that was there as it was', () => {
    chmodSync(directory, 0o755);
    run({ XDG_STATE_HOME: directory });
    expect(mode(directory)).toBe(0o755);
    expect(mode(join(directory, 'demo'))).toBe(0o700);
  });
});

describe('where nothing can be written', () => {
  const nowhere = '/dev/null/nowhere';

  it('a report goes to a private directory among the temporary files', () => {
    const stderr = run({ XDG_STATE_HOME: nowhere, TMPDIR: directory });
    const [made = ''] = names(directory);
    expect(made).toBe(`threadspan-crash-${process.getuid?.()}`);
    expect(mode(join(directory, made))).toBe(0o700);
    expect(savedBy(stderr)).toContain(join(directory, made, 'demo', 'threadspan-crash-'));
    expect(stderr).toMatch(/Saved there because: Can't save the crash report in\s+\/dev\/null\/nowhere/);
    run({ XDG_STATE_HOME: nowhere, TMPDIR: directory });
    expect(names(directory)).toEqual([made]);
  });

  it('a directory there that others may read, or a link, is not taken', () => {
    const taken = join(directory, `threadspan-crash-${process.getuid?.()}`);
    mkdirSync(taken);
    chmodSync(taken, 0o777);
    const first = savedBy(run({ XDG_STATE_HOME: nowhere, TMPDIR: directory }));
    rmSync(taken, { recursive: true });
    const trap = mkdtempSync(join(directory, 'trap-'));
    symlinkSync(trap, taken);
    const second = savedBy(run({ XDG_STATE_HOME: nowhere, TMPDIR: directory }));
    for (const path of [first, second]) {
      expect(path.startsWith(`${taken}-`)).toBe(true);
      expect(lstatSync(path).isFile()).toBe(true);
    }
    expect(names(trap)).toEqual([]);
  });

  it('a report that is in no file is in the log where only that is kept', () => {
    const env = { REPORT_DIR: nowhere, TMPDIR: nowhere };
    for (const CI of [undefined, '', '0', 'false'])
      expect(run({ ...env, CI })).not.toContain('BEGIN THREADSPAN CRASH REPORT');
    const stderr = run({ ...env, CI: 'true' });
    const [, json = ''] =
      /^----- BEGIN THREADSPAN CRASH REPORT -----\n(.*)^----- END THREADSPAN CRASH REPORT -----\n$/ms.exec(
        stderr,
      ) ?? [];
    expect(stderr).toContain('Report not saved: ');
    expect(JSON.parse(json)).toMatchObject({ version: 1, error: { message: 'boom' } });
    expect(run({ TMPDIR: nowhere, XDG_STATE_HOME: directory, CI: 'true' })).not.toContain('BEGIN THREADSPAN');
  });

  it('what is in the log acts on nothing', () => {
    const message = '\u001b[2J\u009b\u202e\u2028é👍\n::add-mask::x\n##[add-mask]y ##vso[task.complete]';
    const { stderr } = runProgram('says', {
      args: [JSON.stringify(message)],
      env: { REPORT_DIR: nowhere, TMPDIR: nowhere, CI: '1' },
    });
    const json = stderr.slice(stderr.indexOf('----- BEGIN'));
    expect(json).toMatch(/^[\x20-\x7e\n]+$/);
    expect(stderr).not.toMatch(/^\s*::|##\w*\[/m);
    expect(JSON.parse(json.split('\n').slice(1, -2).join('\n'))).toMatchObject({
      error: { message },
    });
  });
});

describe('of too many reports', () => {
  const name = (time: string, pid = 1, number = 1) => `threadspan-crash-${time}-${pid}-${number}.json`;

  it('the oldest are deleted, and nothing else', () => {
    const old = [9, 10, 11].map((second) => name(`202001010000${String(second).padStart(2, '0')}Z`));
    const reports = [...old, name('20200101T000000Z', 7, 9), name('20200101T000000Z', 7, 10)];
    const others = ['notes.json', 'threadspan-crash-x.json', `${name('20200101T000000Z')}.bak`];
    for (const file of [...reports, ...others]) writeFileSync(join(directory, file), 'x');
    mkdirSync(join(directory, name('20190101T000000Z')));
    symlinkSync(join(directory, 'notes.json'), join(directory, name('20190202T000000Z')));
    const { stderr } = runProgram('keeps-two', { env: { KEPT_IN: directory } });
    const saved = basename(savedBy(stderr));
    expect(names(directory)).toEqual(
      [
        saved,
        name('20200101T000000Z', 7, 10),
        ...old, // no names of ours
        ...others,
        name('20190101T000000Z'),
        name('20190202T000000Z'),
      ].sort(),
    );
  });

  it('the one just written stays, whatever its name', () => {
    const future = [1, 2, 3].map((n) => name('99991231T235959Z', 1, n));
    for (const file of future) writeFileSync(join(directory, file), 'x');
    const { stderr } = runProgram('keeps-two', { env: { KEPT_IN: directory } });
    expect(names(directory)).toEqual([basename(savedBy(stderr)), future[2]].sort());
  });
});

describe('the directory of a program', () => {
  const nameFor = (appName: string) => {
    process.env['XDG_STATE_HOME'] = directory;
    const path = crashReportDirectory(appName) ?? '';
    expect(path.startsWith(join(directory, '/'))).toBe(true);
    expect(basename(path)).toBe('crash-reports');
    return path.slice(directory.length + 1, -'/crash-reports'.length);
  };

  describe('is named after it', () => {
    it.each([
      ['debtscan', 'debtscan'],
      ['Debt Scan 2.0', 'Debt-Scan-2.0'],
      ['@scope/name', 'scope-name'],
      ['../x', 'x'],
      ['..\\..\\x', 'x'],
      ['/etc/passwd', 'etc-passwd'],
      ['a/../b', 'a-..-b'],
      ['..', 'program'],
      ['', 'program'],
      ['CON', 'program-CON'],
      ['com1.txt', 'program-com1.txt'],
      ['-rf', 'rf'],
      ['日本', '日本'],
      ['a\u0000b\nc', 'a-b-c'],
      ['\ud800x', 'x'],
      ['x'.repeat(1_000), 'x'.repeat(60)],
    ])('%j: %s', (appName, expected) => {
      expect(nameFor(appName)).toBe(expected);
    });
  });

  it('can be made whatever the name is', () => {
    for (const appName of ['日本'.repeat(100), '𠮷'.repeat(100), '👍👍', 'x'.repeat(5_000), ' ', 'a:b*c?']) {
      const path = crashReportDirectory(appName) ?? '';
      expect(path).not.toBe('');
      nameFor(appName);
      const report = { ...bareReport, app: { name: appName } };
      expect(readCrashReport(saveCrashReport(report))).toEqual(report);
    }
  });

  it('is within the home directory unless the environment says otherwise', () => {
    expect(crashReportDirectory('demo')?.startsWith(homedir())).toBe(true);
  });
});

it('a file name takes nothing else from a report', () => {
  const report = {
    ...bareReport,
    time: `../../${'1'.repeat(500)}`,
    runtime: { ...bareReport.runtime, pid: '../x' as never },
  };
  const path = saveCrashReport(report, directory);
  expect(names(directory)).toEqual([basename(path)]);
  expect(readFileSync(path, 'utf8')).toContain('"version": 1');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countBoxes, runProgram } from './run-program';

const crash = (kind: string, execArgv: string[] = [], env: Record<string, string> = {}) => {
  const { status, stderr, reports } = runProgram('adversity', { args: [kind], execArgv, env });
  return { status, stderr, boxes: countBoxes(stderr), saved: reports.length };
};

describe('a crash is reported in full', () => {
  it.each([
    ['with a stack that was used up', 'a stack that is used up', 'Maximum call stack size exceeded'],
    ['with hardly any memory left', 'hardly any memory', 'boom'],
    ['in a working directory that is gone', 'no working directory', 'boom'],
    ['with a clock that fails', 'no clock', 'boom'],
  ])('%s', (_, kind, message) => {
    const { stderr, ...outcome } = crash(kind, ['--max-old-space-size=128']);
    expect(outcome).toEqual({ status: 1, boxes: 1, saved: 1 });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/Location: .*adversity\.cjs:\d+:\d+/);
  });
});

describe('a crash is reported, and what could not be done is said', () => {
  it.each([
    ['', {}],
    [', and only the log is kept', { CI: 'true' }],
  ])('where JSON fails%s', (_, env) => {
    const { stderr, ...outcome } = crash('broken JSON', [], env);
    expect(outcome).toEqual({ status: 1, boxes: 1, saved: 0 });
    expect(stderr).toMatch(/Report not saved: [^]*no JSON/);
  });

  it('where no file can be opened', async () => {
    const program = join(__dirname, 'programs', 'adversity.cjs');
    const script = 'ulimit -n 40; exec "$0" "$1" "no file descriptors"';
    const child = spawn('sh', ['-c', script, process.execPath, program], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(countBoxes(stderr)).toBe(1);
    expect(stderr).toContain('ERROR: Error: boom');
    expect(stderr).toMatch(/Report not saved: [^]*EMFILE/);
  });

  it('where stderr can not be looked at', () => {
    const { stderr, ...outcome } = crash('a broken stderr');
    expect(outcome).toEqual({ status: 1, boxes: 0, saved: 1 });
    expect(stderr).toMatch(/^Error: boom\n {4}at .*adversity\.cjs/);
    expect(stderr).toContain('threadspan: the crash report failed: no stderr\n');
  });
});

it.each([['environment'], ['arrays']])('a crash is told plainly where there are no %s', (what) => {
  const { stderr, ...outcome } = crash(`no ${what}`);
  expect(outcome).toEqual({ status: 1, boxes: 0, saved: 0 });
  expect(stderr).toMatch(/^Error: boom\n {4}at .*adversity\.cjs[^]*\nthreadspan: the crash report failed: /);
});

it('a report that fails for want of stack is made further out', () => {
  const { status, stderr, saved } = crash('a stack that is used up, by hand');
  expect(status).toBe(1);
  expect(stderr).toMatch(/║ {2}ERROR: RangeError: Maximum call stack size exceeded/);
  expect(saved).toBeGreaterThan(0);
});

it('an error whose getters report errors comes to an end', () => {
  const { status, stderr, saved } = crash('an error that reports itself');
  expect({ status, isShown: stderr.includes('adversity.cjs') }).toEqual({ status: 1, isShown: true });
  expect(saved).toBeGreaterThan(0);
  expect(saved).toBeLessThan(100);
});

it('a crash is saved, with the same exit code, where nobody reads stderr', async () => {
  const REPORT_DIR = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  const program = join(__dirname, 'programs', 'adversity.cjs');
  const child = spawn(process.execPath, [program, 'nobody who reads stderr'], {
    env: { ...process.env, REPORT_DIR },
  });
  const closed = new Promise((resolve) => child.stderr.on('close', resolve));
  child.stderr.destroy();
  await closed;
  child.stdin.end('go');
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(readdirSync(REPORT_DIR)).toHaveLength(1);
  rmSync(REPORT_DIR, { recursive: true });
});

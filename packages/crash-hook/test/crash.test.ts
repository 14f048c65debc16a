import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countBoxes, runProgram } from './run-program';

const savedPath = /^Report saved: (.*threadspan-crash-.*\.json)$/m;

describe('an uncaught exception', () => {
  it('is reported with the context it happened in, and ends the process with code 1', () => {
    const { status, stderr, reports } = runProgram('timer');
    expect(status).toBe(1);
    expect(countBoxes(stderr)).toBe(1);
    for (const line of ['DEMO CRASH REPORT', 'ERROR: TypeError: boom', 'Phase: parsing', 'File: b.ts']) {
      expect(stderr).toContain(line);
    }
    expect(stderr).toMatch(/Location: .*timer\.cjs:\d+:\d+/);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      app: { name: 'demo', version: '1.0.0' },
      context: { phase: 'parsing', currentFile: 'b.ts', spanHierarchy: [{ name: 'unified_analysis' }] },
    });
    expect(stderr).toMatch(savedPath);
  });

  it.each(['null', '0', '"text"', '{"a":1}'])('is reported when it is no error: %s', (thrown) => {
    const { status, stderr, reports } = runProgram('plain', { args: [thrown] });
    expect({ status, boxes: countBoxes(stderr), reports: reports.length }).toEqual({
      status: 1,
      boxes: 1,
      reports: 1,
    });
  });

  it('leaves the decision to go on to the program’s own listener', () => {
    const { status, stdout, stderr } = runProgram('own-listener');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'listener: boom\nwent on\n' });
    expect(countBoxes(stderr)).toBe(1);
  });

  it('is reported before another listener can end the process', () => {
    const { status, stderr, reports } = runProgram('exits-in-listener');
    expect({ status, boxes: countBoxes(stderr), reports: reports.length }).toEqual({
      status: 3,
      boxes: 1,
      reports: 1,
    });
  });

  it('of a worker thread is left to the thread that started it', () => {
    const { stdout, stderr } = runProgram('in-worker');
    expect({ stdout, stderr }).toEqual({ stdout: 'main heard: boom\n', stderr: '' });
  });

  it('is written completely, however long its report and however slow its reader', async () => {
    const env = { ...process.env, REPORT_DIR: mkdtempSync(join(tmpdir(), 'threadspan-test-')) };
    const child = spawn(process.execPath, [join(__dirname, 'programs', 'huge.cjs')], { env });
    await sleep(300); // the pipe is full by now, or will be in a moment
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const [status] = (await once(child, 'close')) as [number];
    rmSync(env.REPORT_DIR, { recursive: true });
    expect(status).toBe(1);
    expect(stderr.length).toBeGreaterThan(300_000);
    expect(stderr).toMatch(
      /To report this, attach the saved report:\n {2}https:\/\/example\.com\/.*\/the-end\n\nTHREADSPAN_BACKTRACE=full .*\n$/,
    );
  });
});

describe('an unhandled rejection', () => {
  it('is reported like an exception', () => {
    const { status, stdout, stderr, reports } = runProgram('rejection');
    expect({ status, stdout, boxes: countBoxes(stderr) }).toEqual({ status: 1, stdout: '', boxes: 1 });
    expect(reports[0]?.context).toMatchObject({
      phase: 'debt_scoring',
      spanHierarchy: [{ name: 'outer' }, { name: 'inner' }],
    });
  });

  it.each(['"text"', '42', 'null'])('has its context when the reason is no error: %s', (reason) => {
    const { status, reports } = runProgram('rejected-primitive', { args: [reason] });
    expect(status).toBe(1);
    expect(reports[0]?.context.phase).toBe('parsing');
  });

  it('is no crash where Node was told so', () => {
    const execArgv = ['--unhandled-rejections=warn'];
    const { status, stdout, stderr, reports } = runProgram('rejection', { execArgv });
    expect({ status, stdout, reports }).toEqual({ status: 0, stdout: 'went on\n', reports: [] });
    expect(countBoxes(stderr)).toBe(0);
  });
});

describe('a failure of the hook', () => {
  it('in onReport is said, and the report stands', () => {
    const { status, stderr } = runProgram('on-report-throws');
    expect({ status, boxes: countBoxes(stderr) }).toEqual({ status: 1, boxes: 1 });
    expect(stderr).toMatch(/threadspan: onReport failed: onReport is broken\n$/);
  });

  it('to save the report where it should be is said, and it is saved among the temporary files', () => {
    const TMPDIR = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
    const env = { REPORT_DIR: __filename, TMPDIR, TEMP: TMPDIR, TMP: TMPDIR };
    const { status, stderr } = runProgram('plain', { env });
    rmSync(TMPDIR, { recursive: true });
    expect({ status, boxes: countBoxes(stderr) }).toEqual({ status: 1, boxes: 1 });
    expect(stderr).toMatch(/^Report saved: .*threadspan-crash.*[\\/]demo[\\/]threadspan-crash-.*\.json$/m);
    expect(stderr).toContain("Saved there because: Can't save the crash report");
  });

  it('to save the report anywhere is said in the report', () => {
    const env = { REPORT_DIR: __filename, TMPDIR: '/dev/null', TEMP: 'NUL', TMP: 'NUL', CI: undefined };
    const { status, stderr } = runProgram('plain', { env });
    expect({ status, boxes: countBoxes(stderr) }).toEqual({ status: 1, boxes: 1 });
    expect(stderr).toContain('Report not saved: ');
    expect(stderr).not.toContain('Report saved');
    expect(stderr).not.toContain('THREADSPAN CRASH REPORT');
  });

  it('to end is impossible: what reports errors while reporting is not started again', () => {
    const { status, reports } = runProgram('reports-in-itself');
    expect(status).toBe(1);
    expect(reports.map(({ error }) => error.message)).toEqual([
      '[redact() caused another report]',
      '[redact() caused another report]',
      'boom',
      'after boom',
    ]);
  });

  it('to make the report shows no secret', () => {
    const { stderr } = runProgram('hook-fails', {
      args: ['token=abcdef in', 'xq7Lw2'],
      env: { MY_TOKEN: 'xq7Lw2' },
    });
    expect(stderr).toMatch(/^Error: boom token=\[redacted\] in \[redacted:MY_TOKEN\]\n {4}at /);
  });

  it('to make the report sends nothing to the terminal that it would obey', () => {
    const { stderr } = runProgram('hook-fails', { args: ['\u001b[2J\u202e'] });
    expect(stderr).toMatch(/^Error: boom \\u001b\[2J\\u202e\n {4}at /);
  });

  it('to make the report leaves message and stack of the error', () => {
    const { status, stderr } = runProgram('hook-fails');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: boom\n {4}at .*hook-fails\.cjs/);
    expect(stderr).toContain('threadspan: the crash report failed: no columns\n');
  });
});

describe('an error that is reported by hand', () => {
  it('is written and saved, and the process goes on', () => {
    const { status, stdout, stderr } = runProgram('reported-before');
    const outcome = JSON.parse(stdout) as { text: string; path: string; again: string; message: string };
    expect(status).toBe(0);
    expect(stderr).toBe(`\n${outcome.text}`);
    expect(outcome).toMatchObject({
      message: 'boom',
      path: savedPath.exec(stderr)?.[1],
      again: outcome.path,
    });
  });

  it('is not reported again when it is thrown on', () => {
    const { status, stderr, reports } = runProgram('reported-before', { args: ['throw'] });
    expect({ status, boxes: countBoxes(stderr), reports: reports.length }).toEqual({
      status: 1,
      boxes: 1,
      reports: 1,
    });
  });
});

describe('a worker lost without a word', () => {
  it('is reported, and the process goes on and fails in the end', () => {
    const { status, stdout, stderr } = runProgram('worker-loss');
    expect({ status, stdout, boxes: countBoxes(stderr) }).toEqual({
      status: 1,
      stdout: 'true\nwent on\n',
      boxes: 1,
    });
    for (const line of ['ERROR: Error: worker 2 is gone', 'Worker: 2 of 4', 'Attempt: 3']) {
      expect(stderr).toContain(line);
    }
  });
});

describe('installing twice', () => {
  it('gives one report, with the options of the first', () => {
    const { stderr, reports } = runProgram('twice');
    expect({ boxes: countBoxes(stderr), reports: reports.length }).toEqual({ boxes: 1, reports: 1 });
    expect(stderr).toContain('DEMO CRASH REPORT');
  });

  it.each(['uninstall-one', 'uninstall-one-twice'])('holds until each was undone: %s', (how) => {
    expect(countBoxes(runProgram('twice', { args: [how] }).stderr)).toBe(1);
  });

  it('leaves everything to Node when each was undone', () => {
    const { status, stderr, reports } = runProgram('twice', { args: ['uninstall-both'] });
    expect({ status, boxes: countBoxes(stderr), reports }).toEqual({ status: 1, boxes: 0, reports: [] });
    expect(stderr).toContain('Error: boom');
  });
});

import { countBoxes, runProgram } from './run-program';

const savedPath = /^Report saved: (.*threadspan-crash-.*\.json)$/m;

describe('before the process ends', () => {
  it('spans are flushed, and an error that comes meanwhile is reported too', () => {
    const { status, stdout, stderr, reports } = runProgram('flush');
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'exported first, second\n' });
    expect(countBoxes(stderr)).toBe(2);
    expect(stderr.indexOf('Error: one')).toBeLessThan(stderr.indexOf('Error: two'));
    expect(reports.map(({ context }) => context.spanHierarchy.map(({ name }) => name))).toEqual([
      ['first'],
      ['second'],
    ]);
    expect(stderr).toMatch(/Trace: [\da-f]{32}, span [\da-f]{16}/);
  });

  it.each([
    ['hanging', ''],
    ['throwing', ''],
    ['rejecting', ''],
    ['returning nothing', ''],
    ['taking its time', 'flushed\n'],
  ])('a provider has the time to flush that flushTimeout says: %s', (way, stdout) => {
    const outcome = runProgram('flush-by', { args: [way] });
    expect({ status: outcome.status, stdout: outcome.stdout }).toEqual({ status: 1, stdout });
    expect(countBoxes(outcome.stderr)).toBe(1);
    expect(outcome.stderr).not.toContain('no flush');
  });

  it('the spans of a worker in the middle of an item are brought home', () => {
    const { status, stdout } = runProgram('worker-spans', { args: ['waiting'] });
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'exported main, parse\n' });
  });

  it('spans of the main thread do not wait for a worker that is too busy to answer', () => {
    const { status, stdout } = runProgram('worker-spans', { args: ['busy'] });
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'exported main\n' });
  });

  it('onReport gets the report and is waited for', () => {
    const { status, stdout, stderr } = runProgram('on-report');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ message: 'boom', hasText: true, path: savedPath.exec(stderr)?.[1] });
  });
});

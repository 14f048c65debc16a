import { withSpan } from '@threadspan/context';
import { collectCrashReport } from '@threadspan/crash-hook';
import { expectCrashReport } from '@threadspan/testing';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { failureOf } from './failure-of';

function report() {
  const error = thrownBy(() =>
    withSpan('parsing', { phase: 'parsing' }, () => {
      throw new TypeError('no such line', { cause: new Error('empty file') });
    }),
  );
  return collectCrashReport(error, { app: { name: 'debtscan', version: '2.4.0' } });
}

describe('expectCrashReport', () => {
  it('takes what it names, at any depth', () => {
    expectCrashReport(report()).toMatch({
      version: 1,
      app: { name: 'debtscan' },
      time: /^\d{4}-/,
      error: { name: 'TypeError', message: /line/, code: undefined, cause: { message: 'empty file' } },
      location: { file: /expect-crash-report\.test\.ts$/, line: expect.any(Number) },
      context: { phase: 'parsing', spanHierarchy: ['parsing'] },
      runtime: { pid: process.pid, argv: (argv) => argv.length > 0 },
      otherWorkers: undefined,
    });
  });

  it('takes a report that was JSON', () => {
    const parsed: ReturnType<typeof report> = JSON.parse(JSON.stringify(report()));
    expectCrashReport(parsed).toMatch({ error: { name: 'TypeError' }, context: { phase: 'parsing' } });
  });

  it('says what differs, with both sides of that for a diff', () => {
    const failure = failureOf(() =>
      expectCrashReport(report()).toMatch({
        error: { name: 'RangeError', message: /line/ },
        context: { phase: 'x' },
      }),
    );
    expect(failure.message).toBe(
      [
        'Expected the report of TypeError: no such line to match:',
        "  error.name: expected 'RangeError', got 'TypeError'",
        "  context.phase: expected 'x', got 'parsing'",
        '',
      ].join('\n'),
    );
    expect(failure).toMatchObject({
      expected: { error: { name: 'RangeError', message: 'no such line' }, context: { phase: 'x' } },
      actual: { error: { name: 'TypeError', message: 'no such line' }, context: { phase: 'parsing' } },
    });
  });

  it.each([undefined, null, 'text', {}, { error: {} }])('refuses %p, which is no report', (value) => {
    expect(thrownBy(() => expectCrashReport(value as never))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(
        /^Expected the crash report to be an object with `error` and `context`, got /,
      ),
    });
  });
});

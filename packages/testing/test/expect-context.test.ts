import {
  AnalysisPhase,
  incrementProcessed,
  resetProgress,
  setProgress,
  withCurrentFile,
  withPhase,
  withSpan,
} from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { expectContext, expectErrorContext } from '@threadspan/testing';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { failureOf } from './failure-of';
import { MODULE } from './module';
import { Analyzer } from './workers/dist/analyzer.js';

afterEach(() => resetProgress());

function broken(): unknown {
  return thrownBy(() =>
    withSpan('parsing', { phase: AnalysisPhase.Parsing, attributes: { files: 3 } }, () =>
      withCurrentFile('a.ts', () => {
        setProgress(1, 3);
        throw new RangeError('too far');
      }),
    ),
  );
}

describe('expectErrorContext', () => {
  it('takes what it names, as values, RegExps, predicates, matchers and names of spans', () => {
    expectErrorContext(broken()).toMatch({
      phase: 'parsing',
      currentFile: /\.ts$/,
      currentFunction: undefined,
      progress: { processed: (count) => count > 0, total: expect.any(Number) },
      spanHierarchy: ['parsing'],
      worker: undefined,
    });
    expectErrorContext(broken()).toMatch({ spanHierarchy: [{ name: /^pars/, attributes: { files: 3 } }] });
    expectErrorContext(broken()).toMatch({});
  });

  it('says what differs, with both sides of that for a diff', () => {
    const failure = failureOf(() =>
      expectErrorContext(broken()).toMatch({
        phase: 'debt_scoring',
        currentFile: /^a/,
        progress: { processed: 2, total: 3 },
        spanHierarchy: ['unified_analysis', 'parsing'],
      }),
    );
    expect(failure.message).toBe(
      [
        'Expected the context of RangeError: too far to match:',
        "  phase: expected 'debt_scoring', got 'parsing'",
        '  progress.processed: expected 2, got 1',
        "  spanHierarchy[0].name: expected 'unified_analysis', got 'parsing'",
        "  spanHierarchy[1]: expected 'parsing', got nothing",
        '',
      ].join('\n'),
    );
    expect(failure).toMatchObject({
      code: 'ERR_ASSERTION',
      operator: 'toMatch',
      expected: {
        phase: 'debt_scoring',
        currentFile: 'a.ts',
        progress: { processed: 2, total: 3 },
        spanHierarchy: ['unified_analysis', 'parsing'],
      },
      actual: {
        phase: 'parsing',
        currentFile: 'a.ts',
        progress: { processed: 1, total: 3 },
        spanHierarchy: ['parsing'],
      },
    });
    expect(/^ {4}at .*$/m.exec(failure.stack ?? '')?.[0]).toContain('expect-context.test.ts');
  });

  it('refuses a field that is there when nothing is expected', () => {
    const { message } = failureOf(() => expectErrorContext(broken()).toMatch({ currentFile: undefined }));
    expect(message).toContain("  currentFile: expected undefined, got 'a.ts'\n");
  });

  it('refuses an error that has left no scope', () => {
    const { message } = failureOf(() => expectErrorContext(new Error('elsewhere')).toMatch({}));
    expect(message).toBe(
      'Expected the context of Error: elsewhere to be known, got none; only errors that leave an annotated method, ' +
        '`withSpan` or another scope have one',
    );
  });

  it('takes whatever was thrown', () => {
    const thrown = thrownBy(() =>
      withPhase('parsing', () => {
        throw 'a text';
      }),
    );
    expectErrorContext(thrown).toMatch({ phase: 'parsing' });
    const { message } = failureOf(() => expectErrorContext(thrown).toMatch({ phase: 'other' }));
    expect(message).toContain("Expected the context of 'a text' to match:\n");
  });

  it('knows the worker that an error comes from', async () => {
    await using executor = createExecutor({ workers: 1 });
    const analyzer = await executor.spawn(Analyzer, { module: MODULE });
    expectErrorContext(await rejectionOf(analyzer.analyze('broken.ts'))).toMatch({
      phase: 'parsing',
      currentFile: 'broken.ts',
      spanHierarchy: ['process_file', 'count'],
      worker: { index: 1, count: 1 },
    });
  });
});

describe('expectContext', () => {
  it('takes the context of the code that calls it', () => {
    setProgress(0, 2);
    withSpan('unified_analysis', () =>
      withSpan('parsing', { phase: 'parsing' }, () => {
        incrementProcessed();
        expectContext().toMatch({
          phase: 'parsing',
          currentFile: undefined,
          progress: { processed: 1, failed: 0, total: 2 },
          spanHierarchy: ['unified_analysis', 'parsing'],
        });
      }),
    );
  });

  it('is of the place where `toMatch` is called', () => {
    const expectation = expectContext();
    withPhase('parsing', () => expectation.toMatch({ phase: 'parsing' }));
    expectation.toMatch({ phase: undefined, spanHierarchy: [] });
  });

  it('says what differs', () => {
    const { message } = failureOf(() => expectContext().toMatch({ phase: 'parsing' }));
    expect(message).toBe(
      "Expected the current context to match:\n  phase: expected 'parsing', got undefined\n",
    );
  });
});

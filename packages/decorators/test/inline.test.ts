import { AnalysisPhase, ParallelContext, processFileWithContext, withSpan } from '@threadspan/context';
import { getCurrentContext, getErrorContext, getSpanHierarchy } from '@threadspan/context';
import type { AnalysisContext, SpanFrame } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

afterEach(stopSdk);

class Analyzer {
  @WithParallelContext({ span: 'debt_scoring', phase: AnalysisPhase.DebtScoring })
  score(paths: readonly string[]): [AnalysisContext, readonly SpanFrame[]][] {
    return paths.map((path) => this.analyze(path));
  }

  @ProcessFile()
  analyze(path: string): [AnalysisContext, readonly SpanFrame[]] {
    if (path === 'bad.ts') throw new Error('boom');
    return look();
  }
}

function look(): [AnalysisContext, readonly SpanFrame[]] {
  return [getCurrentContext(), getSpanHierarchy()];
}

describe('an inline call', () => {
  it('has the documented context and hierarchy, with and without an SDK', () => {
    const analyze = () => withSpan('unified_analysis', () => new Analyzer().score(['a.ts']));
    const without = analyze();
    const sdk = startSdk();
    const recorded = analyze();
    for (const [[context, frames] = []] of [without, recorded]) {
      expect(context).toEqual({ phase: 'debt_scoring', currentFile: 'a.ts' });
      expect(frames?.map(({ name }) => name)).toEqual(['unified_analysis', 'debt_scoring', 'process_file']);
    }
    expect(recorded[0]?.[1].map(({ spanId }) => spanId)).toEqual(
      ['unified_analysis', 'debt_scoring', 'process_file'].map((name) => sdk.span(name).spanContext().spanId),
    );
  });

  it('is the same as processFileWithContext around the undecorated work', () => {
    const sdk = startSdk();
    const [decorated, plain] = withSpan('root', () => [
      new Analyzer().analyze('a.ts'),
      processFileWithContext('a.ts', ParallelContext.capture(), look),
    ]);
    const shape = ([context, frames]: [AnalysisContext, readonly SpanFrame[]]) => [
      context,
      frames.map(({ name, attributes }) => [name, attributes]),
    ];
    expect(shape(decorated)).toEqual(shape(plain));
    const [one, other] = sdk.spans().map(({ name, kind, attributes, parentSpanContext }) => ({
      name,
      kind,
      attributes,
      parent: parentSpanContext?.spanId,
    }));
    expect(one).toMatchObject({ name: 'process_file', attributes: { 'file.path': 'a.ts' } });
    expect(other).toEqual(one);
  });

  it('leaves an error with the innermost context', () => {
    let caught: unknown;
    try {
      withSpan('unified_analysis', () => new Analyzer().score(['a.ts', 'bad.ts']));
    } catch (error) {
      caught = error;
    }
    expect(getErrorContext(caught)).toMatchObject({ phase: 'debt_scoring', currentFile: 'bad.ts' });
    expect(getErrorContext(caught)?.spanHierarchy.map(({ name }) => name)).toEqual([
      'unified_analysis',
      'debt_scoring',
      'process_file',
    ]);
  });
});

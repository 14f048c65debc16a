import { diag } from '@opentelemetry/api';
import { ProcessFile, SpanAttribute, WithParallelContext } from '@threadspan/decorators';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

afterEach(() => {
  stopSdk();
  diag.disable();
});

class Scorer {
  @WithParallelContext()
  score(
    @SpanAttribute('score.name') _name: string,
    _other: number,
    @SpanAttribute('score.weights') _weights?: readonly (number | null)[],
  ): void {}

  @ProcessFile({ attributes: ([, limit]: [string, number], result: number) => ({ limit, result }) })
  parse(@SpanAttribute('file.path') _path: string, @SpanAttribute('limit') limit: number): number {
    if (limit < 0) throw new RangeError('limit');
    return limit * 2;
  }

  @WithParallelContext()
  static count(@SpanAttribute('enabled') _enabled: boolean): void {}

  @WithParallelContext()
  42(@SpanAttribute('answer') _answer: string): void {}

  @WithParallelContext()
  odd(@SpanAttribute('odd') _value: unknown, @SpanAttribute('even') _other?: unknown): void {}
}

class Derived extends Scorer {
  @WithParallelContext()
  override score(_name: string, @SpanAttribute('derived.other') _other: number): void {}
}

class Inheriting extends Scorer {}

describe('@SpanAttribute', () => {
  it('sets arguments as attributes of the span', () => {
    const sdk = startSdk();
    new Scorer().score('depth', 1, [1, null]);
    Scorer.count(true);
    new Scorer()[42]('yes');
    expect(sdk.span('Scorer.score').attributes).toEqual({
      'score.name': 'depth',
      'score.weights': [1, null],
    });
    expect(sdk.span('Scorer.count').attributes).toEqual({ enabled: true });
    expect(sdk.span('Scorer.42').attributes).toEqual({ answer: 'yes' });
  });

  it('sets nothing for arguments that are not given', () => {
    const sdk = startSdk();
    const log = recordDiag();
    new Scorer().score('depth', 1);
    expect(sdk.span('Scorer.score').attributes).toEqual({ 'score.name': 'depth' });
    expect(log.warnings).toEqual([]);
  });

  it('stands beside the option `attributes`, also for a call that fails, and leaves `file.path` alone', () => {
    const sdk = startSdk();
    new Scorer().parse('a.ts', 2);
    expect(() => new Scorer().parse('b.ts', -1)).toThrow('limit');
    expect(sdk.spans().map(({ attributes }) => attributes)).toEqual([
      { 'file.path': 'a.ts', limit: 2, result: 4 },
      { 'file.path': 'b.ts', limit: -1 },
    ]);
  });

  it('is inherited with its method, and not by an override', () => {
    const sdk = startSdk();
    new Inheriting().score('depth', 1);
    new Derived().score('depth', 1);
    expect(sdk.span('Scorer.score').attributes).toEqual({ 'score.name': 'depth' });
    expect(sdk.span('Derived.score').attributes).toEqual({ 'derived.other': 1 });
  });

  it('leaves out what is no attribute value, and diag hears of it once', () => {
    const sdk = startSdk();
    const log = recordDiag();
    new Scorer().odd({ nested: 1 }, ['a', 1]);
    new Scorer().odd(Symbol('odd'), 2);
    expect(sdk.spans().map(({ attributes }) => attributes)).toEqual([{}, { even: 2 }]);
    expect(log.warnings).toEqual([expect.stringMatching(/Scorer\.odd: .*attribute odd .*got object/)]);
  });
});

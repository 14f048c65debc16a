import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpanKind, diag } from '@opentelemetry/api';
import { getCurrentContext, getProgress, setProgress, withPhase, withSpan } from '@threadspan/context';
import type { Progress } from '@threadspan/context';
import { setRecordLevel } from '@threadspan/context/ports';
import { ProcessFile } from '@threadspan/decorators';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { hierarchy } from './hierarchy';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

beforeEach(() => setProgress(0, 10));

afterEach(() => {
  setRecordLevel('debug');
  stopSdk();
  diag.disable();
});

interface Source {
  readonly location: { readonly file: string };
}

class Parser {
  @ProcessFile()
  parse(_path: string | URL): [unknown, Progress, string[]] {
    return [getCurrentContext(), getProgress(), hierarchy()];
  }

  @ProcessFile()
  async parseLater(_path: string): Promise<unknown> {
    await nextTurn();
    return [getCurrentContext().currentFile, getProgress().processed];
  }

  @ProcessFile()
  fails(_path: string): never {
    throw new Error('boom');
  }

  @ProcessFile()
  async rejects(_path: string): Promise<never> {
    await nextTurn();
    throw new Error('boom');
  }

  @ProcessFile({ path: 1 })
  second(_limit: number, _path: string): string | undefined {
    return getCurrentContext().currentFile;
  }

  @ProcessFile({ path: ([source]: [Source]) => source.location.file })
  ofSource(_source: Source): string | undefined {
    return getCurrentContext().currentFile;
  }

  @ProcessFile({
    span: 'parse',
    kind: SpanKind.CONSUMER,
    phase: 'parsing',
    level: 'info',
    newRoot: true,
    attributes: ([path]: [string], result: string[]) => ({ length: path.length, result }),
  })
  configured(_path: string): string[] {
    return [String(getCurrentContext().phase), ...hierarchy()];
  }

  @ProcessFile({ attributes: () => ({ 'file.path': 'other.ts' }) })
  renamed(_path: string): void {}

  @ProcessFile({ attributes: (_args: [string], result: string) => ({ 'file.path': result, result }) })
  renamedByResult(_path: string): string {
    return 'other.ts';
  }

  @ProcessFile({ path: 1 })
  rest(_limit: number, ..._paths: string[]): string | undefined {
    return getCurrentContext().currentFile;
  }

  @ProcessFile({
    attributes: () => {
      throw new Error('no attributes');
    },
  })
  broken(path: string): string {
    return path;
  }
}

const parser = new Parser();

describe('@ProcessFile', () => {
  it('sets the current file for the call only', () => {
    const [seen] = withPhase('parsing', () => parser.parse('a.ts'));
    expect(seen).toEqual({ phase: 'parsing', currentFile: 'a.ts' });
    expect(getCurrentContext()).toEqual({});
  });

  it('keeps the files of overlapping calls apart', async () => {
    const seen = await Promise.all(['a.ts', 'b.ts'].map((path) => parser.parseLater(path)));
    expect(seen).toEqual([
      ['a.ts', 0],
      ['b.ts', expect.any(Number)],
    ]);
  });

  it('takes a URL as the path', () => {
    const sdk = startSdk();
    const [seen] = parser.parse(new URL('file:///src/a.ts'));
    expect(seen).toEqual({ currentFile: 'file:///src/a.ts' });
    expect(sdk.span('process_file').attributes).toEqual({ 'file.path': 'file:///src/a.ts' });
  });

  it('takes the argument that `path` names', () => {
    expect(parser.second(3, 'a.ts')).toBe('a.ts');
  });

  it('takes it also from rest parameters', () => {
    expect(parser.rest(3, 'a.ts', 'b.ts')).toBe('a.ts');
  });

  it('lets no other attributes replace the path', () => {
    const sdk = startSdk();
    parser.renamed('a.ts');
    parser.renamedByResult('a.ts');
    expect(sdk.spans().map(({ attributes }) => attributes)).toEqual([
      { 'file.path': 'a.ts' },
      { 'file.path': 'a.ts', result: 'other.ts' },
    ]);
  });

  it('asks the function that `path` is', () => {
    const sdk = startSdk();
    expect(parser.ofSource({ location: { file: 'a.ts' } })).toBe('a.ts');
    expect(sdk.span('process_file').attributes).toEqual({ 'file.path': 'a.ts' });
  });

  it('records a span process_file with the path, under the span of the caller', () => {
    const sdk = startSdk();
    const [, , seen] = withSpan('debt_scoring', () => parser.parse('a.ts'));
    expect(seen).toEqual(['debt_scoring', 'process_file']);
    const span = sdk.span('process_file');
    expect(span.attributes).toEqual({ 'file.path': 'a.ts' });
    expect(span.parentSpanContext?.spanId).toBe(sdk.span('debt_scoring').spanContext().spanId);
  });

  it('records its span at the level debug, and is in the hierarchy at any level', () => {
    const sdk = startSdk();
    setRecordLevel('info');
    expect(parser.parse('a.ts')[2]).toEqual(['process_file']);
    expect(sdk.spans()).toEqual([]);
  });

  it('obeys the options it shares with @WithParallelContext', () => {
    const sdk = startSdk();
    setRecordLevel('info');
    expect(withSpan('outer', () => parser.configured('a.ts'))).toEqual(['parsing', 'parse']);
    const span = sdk.span('parse');
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.attributes).toEqual({ 'file.path': 'a.ts', length: 4, result: ['parsing', 'parse'] });
  });

  it('goes on without the attributes that fail', () => {
    const sdk = startSdk();
    const log = recordDiag();
    expect(parser.broken('a.ts')).toBe('a.ts');
    expect(sdk.span('process_file').attributes).toEqual({ 'file.path': 'a.ts' });
    expect(log.errors).toEqual([expect.stringContaining('Parser.broken')]);
  });

  it('calls the method, and tells diag once, when the path is none', () => {
    const log = recordDiag();
    const parse = (path: unknown) => parser.parse(path as string)[0];
    expect([parse(42), parse(undefined)]).toEqual([
      { currentFile: '(unknown)' },
      { currentFile: '(unknown)' },
    ]);
    expect(log.errors).toEqual([expect.stringMatching(/Parser\.parse: expected a string or URL.*number/)]);
  });

  it('calls the method, and tells diag, when the `path` function throws', () => {
    const log = recordDiag();
    expect(parser.ofSource({} as Source)).toBe('(unknown)');
    expect(log.errors).toEqual([expect.stringContaining('Parser.ofSource')]);
  });
});

describe('the progress of @ProcessFile', () => {
  it('counts a synchronous call when it returns, not before', () => {
    const [, during] = parser.parse('a.ts');
    expect(during.processed).toBe(0);
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 10 });
  });

  it('counts an asynchronous call when its promise resolves, not before', async () => {
    const pending = parser.parseLater('a.ts');
    expect(getProgress().processed).toBe(0);
    expect(await pending).toEqual(['a.ts', 0]);
    expect(getProgress()).toEqual({ processed: 1, failed: 0, total: 10 });
  });

  it('counts a file once where an override calls super, or decorators are doubled', async () => {
    class Deep extends Parser {
      @ProcessFile()
      override async parseLater(path: string): Promise<unknown> {
        const inner = await super.parseLater(path);
        expect(getProgress().processed).toBe(0);
        return inner;
      }

      @ProcessFile()
      @ProcessFile()
      twice(_path: string): string[] {
        return hierarchy();
      }

      @ProcessFile()
      imports(path: string): unknown {
        return this.twice(`${path}.imported`);
      }
    }
    await new Deep().parseLater('a.ts');
    expect(getProgress().processed).toBe(1);
    expect(new Deep().twice('a.ts')).toEqual(['process_file', 'process_file']);
    expect(getProgress().processed).toBe(2);
    new Deep().imports('a.ts');
    expect(getProgress().processed).toBe(4);
  });

  it('counts a call that throws as processed and failed', () => {
    expect(() => parser.fails('a.ts')).toThrow('boom');
    expect(getProgress()).toEqual({ processed: 1, failed: 1, total: 10 });
  });

  it('counts a call that rejects as processed and failed, once it has', async () => {
    const pending = parser.rejects('a.ts');
    expect(getProgress().processed).toBe(0);
    await expect(pending).rejects.toThrow('boom');
    expect(getProgress()).toEqual({ processed: 1, failed: 1, total: 10 });
  });
});

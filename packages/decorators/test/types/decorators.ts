import { SpanKind } from '@opentelemetry/api';
import { AnalysisPhase } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

// What compiles, and what does not. Checked by the `typecheck` script; never run.

interface Metrics {
  readonly lines: number;
}

export class Accepted {
  @WithParallelContext()
  plain(): void {}

  @WithParallelContext({ phase: AnalysisPhase.DebtScoring, kind: SpanKind.CLIENT, level: 'debug' })
  known(_metrics: Metrics): Metrics[] {
    return [];
  }

  @WithParallelContext({ phase: 'a_phase_of_my_own' })
  generic<T extends Metrics>(items: readonly T[], pick: (item: T) => boolean): T | undefined {
    return items.find(pick);
  }

  @WithParallelContext({ attributes: ([path]: [string], result: Metrics) => ({ path, ...result }) })
  async ofResult(_path: string): Promise<Metrics> {
    return { lines: 1 };
  }

  @WithParallelContext()
  protected hidden(): void {}

  @WithParallelContext()
  static shared(): void {}

  @ProcessFile()
  ofString(_path: string): void {}

  @ProcessFile()
  ofUrl(_path: URL, _limit?: number): void {}

  @ProcessFile()
  ofUnion(_path: string | URL): void {}

  @ProcessFile()
  ofLiteral(_path: `${string}.ts`): void {}

  @ProcessFile()
  ofAny(_path: any): void {} // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code

  @ProcessFile({ path: 1 })
  second(_limit: number, _path: string): void {}

  @ProcessFile({ path: ([metrics]: [Metrics]) => `${metrics.lines}.ts` })
  ofFunction(_metrics: Metrics): void {}

  @ProcessFile({ path: 1 })
  ofRest(_limit: number, ..._paths: string[]): void {}

  @ProcessFile()
  ofSubclass(_path: FileUrl | string): void {}

  @ProcessFile()
  generically<P extends string | URL, T>(_path: P, value: T): T {
    return value;
  }

  @ProcessFile({ attributes: ([path]: [string], lines: number) => ({ path, lines }) })
  fewerThanThere(_path: string, _limit?: number): number {
    return 1;
  }

  @WithParallelContext({ attributes: ([count]: [number], sum: number) => ({ count, sum }) })
  *generator(_count: number): Generator<string, number> {
    yield '';
    return 1;
  }

  @WithParallelContext({ attributes: ([count]: readonly unknown[]) => ({ count: Number(count) }) })
  ofAnything(_count: number): void {}

  @WithParallelContext({ attributes: ([path]: [string?]) => ({ path }) })
  ofOptional(_path?: string): void {}

  @WithParallelContext({ attributes: (paths: string[]) => ({ count: paths.length }) })
  ofMany(..._paths: string[]): void {}

  overloaded(path: string): string;
  overloaded(path: URL): URL;
  @ProcessFile()
  overloaded(path: string | URL): string | URL {
    return path;
  }

  @WithParallelContext()
  private secret(): number {
    return 1;
  }

  @WithParallelContext()
  bound(this: Accepted): number {
    return this.secret();
  }
}

class FileUrl extends URL {}

const overloaded: URL = new Accepted().overloaded(new URL('file:///a.ts'));
void overloaded;
const generated: Generator<string, number> = new Accepted().generator(1);
void generated;

const kept: string | undefined = new Accepted().generic(
  ['a'].map((id) => ({ lines: 1, id })),
  () => true,
)?.id;
void kept;

// @ts-expect-error the decorated method keeps its parameters
new Accepted().known('no metrics');

export class Refused {
  // @ts-expect-error the first parameter is no path
  @ProcessFile()
  ofNumber(_limit: number): void {}

  // @ts-expect-error there is no first parameter
  @ProcessFile()
  ofNothing(): void {}

  // @ts-expect-error an object with a path in it needs the option `path`
  @ProcessFile()
  ofMetrics(_metrics: Metrics): void {}

  // @ts-expect-error a path that may be missing is no path
  @ProcessFile()
  ofOptional(_path?: string): void {}

  // @ts-expect-error the path must be a string or a URL
  @ProcessFile({ path: ([metrics]: [Metrics]) => metrics.lines })
  ofBadFunction(_metrics: Metrics): void {}

  // @ts-expect-error the second parameter is no path
  @ProcessFile({ path: 1 })
  ofOtherNumber(_path: string, _limit: number): void {}

  // @ts-expect-error there is no second parameter
  @ProcessFile({ path: 1 })
  ofTooFew(_path: string): void {}

  // @ts-expect-error other options don't make the first parameter a path
  @ProcessFile({ phase: AnalysisPhase.Parsing })
  ofNumberInPhase(_limit: number): void {}

  // @ts-expect-error `path` takes other arguments than the method
  @ProcessFile({ path: ([metrics]: [Metrics]) => `${metrics.lines}.ts` })
  ofOtherArguments(_limit: number): void {}

  // @ts-expect-error `attributes` takes other arguments than the method
  @WithParallelContext({ attributes: ([path]: [string]) => ({ path }) })
  badArguments(_limit: number): void {}

  // @ts-expect-error `attributes` takes more arguments than the method has
  @WithParallelContext({ attributes: ([path, limit]: [string, number]) => ({ path, limit }) })
  tooFewArguments(_path: string): void {}

  // @ts-expect-error `attributes` takes a list of other arguments than the method
  @WithParallelContext({ attributes: (paths: string[]) => ({ count: paths.length }) })
  badList(_limit: number): void {}

  // @ts-expect-error `attributes` doesn't expect that the argument may be missing
  @WithParallelContext({ attributes: ([path]: [string]) => ({ path }) })
  badOptional(_path?: string): void {}

  // @ts-expect-error `attributes` takes another result than the method gives
  @WithParallelContext({ attributes: (_args: [string], result: number) => ({ result }) })
  async badResult(path: string): Promise<string> {
    return path;
  }

  // @ts-expect-error the result of a generator is what it returns, not what it yields
  @WithParallelContext({ attributes: (_args: [], result: string) => ({ result }) })
  *badGeneratorResult(): Generator<string, number> {
    yield '';
    return 1;
  }

  // @ts-expect-error an accessor is no method
  @WithParallelContext()
  get accessor(): number {
    return 1;
  }

  // @ts-expect-error a field is no method
  @WithParallelContext()
  field = 1;

  // @ts-expect-error there is no such level
  @WithParallelContext({ level: 'verbose' })
  badLevel(): void {}

  // @ts-expect-error there is no such option
  @WithParallelContext({ name: 'x' })
  badOption(): void {}

  // @ts-expect-error the factory has to be called
  @WithParallelContext
  notCalled(): void {}

  // @ts-expect-error attributes are plain values
  @WithParallelContext({ attributes: () => ({ nested: { no: 1 } }) })
  badAttributes(): void {}
}

// @ts-expect-error a class is no method
@WithParallelContext()
export class NoClass {}

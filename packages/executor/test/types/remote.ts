import type { Remote, RemoteMethod } from '@threadspan/executor';
import { exactly } from './exactly';

// What compiles, and what does not. Checked by the `typecheck` script; never run.

interface Metrics {
  readonly lines: number;
}

declare class Query extends Promise<number> {
  cancel(): void;
}

declare class Subject {
  static create(): Subject;
  readonly field: number;
  readonly anything: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code
  readonly impossible: never;
  get accessor(): string;
  [Symbol.iterator](): Iterator<number>;
  then(): void;
  private secret(): void;
  protected inner(): void;

  measure(path: string, limit?: number): Metrics;
  measureAsync(path: string): Promise<Metrics>;
  count(unit: 'lines' | 'bytes', ...paths: readonly string[]): number;
  maybe?(value: number): string;
  bound(this: Subject, value: number): Promise<number>;
  boundSync(this: Subject, value: number): number;

  sizeOf(value: string): number;
  sizeOf(value: Date, unit: 's' | 'ms'): bigint;
  fetch(id: number): Promise<Metrics>;
  fetch(name: string): Promise<Date>;
  six(value: 1): 1;
  six(value: 2): 2;
  six(value: 3): 3;
  six(value: 4): 4;
  six(value: 5): 5;
  six(value: 6): 6;

  widest<T extends Metrics>(one: T, other: T): T;
  widestAsync<T extends Metrics>(one: T, other: T): Promise<T>;

  nothing(): void;
  fails(): never;
  failsLater(): Promise<never>;
  untyped(): any; // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code
  query(): Query;
  thenable(): PromiseLike<number>;
  sometimes(): number | Promise<string>;
  generate(): Generator<number>;
  generateAsync(): AsyncGenerator<number>;
  valueOrFunction(): number | (() => number);
  valueOrSymbol(): number | symbol;
}

declare const remote: Remote<Subject>;
const detailed = { lines: 1, path: 'a.ts' };

// Names: no fields, accessors, symbols or statics, nothing private or protected, no `then`.
exactly<
  | 'measure'
  | 'measureAsync'
  | 'count'
  | 'maybe'
  | 'bound'
  | 'boundSync'
  | 'sizeOf'
  | 'fetch'
  | 'six'
  | 'widest'
  | 'widestAsync'
  | 'nothing'
  | 'fails'
  | 'failsLater'
  | 'untyped'
  | 'query'
  | 'thenable'
  | 'sometimes'
  | 'generate'
  | 'generateAsync'
  | 'valueOrFunction'
  | 'valueOrSymbol'
>()(null as unknown as keyof Remote<Subject>);

// @ts-expect-error the methods of a remote are not to be replaced
remote.measure = null as never;

// Parameters
exactly<Promise<Metrics>>()(remote.measure('a.ts'));
exactly<Promise<Metrics>>()(remote.measure('a.ts', 1));
exactly<Parameters<Subject['measure']>>()(null as unknown as Parameters<typeof remote.measure>);
exactly<Promise<number>>()(remote.count('lines', 'a.ts', 'b.ts'));

// @ts-expect-error the path is missing
void remote.measure();

// @ts-expect-error a path is a string
void remote.measure(1);

// @ts-expect-error there is no third parameter
void remote.measure('a.ts', 1, 2);

// @ts-expect-error there is no such unit
void remote.count('miles');

// @ts-expect-error the rest are paths
void remote.count('lines', 'a.ts', 1);

// Options first
exactly<Promise<Metrics>>()(remote.measure.with({ timeout: 1 })('a.ts', 1));
exactly<Promise<bigint>>()(remote.sizeOf.with({})(new Date(), 'ms'));

// @ts-expect-error a path is a string, with options too
void remote.measure.with({})(1);

// @ts-expect-error there is no such option
void remote.measure.with({ retry: 1 });

// An optional method may be missing.
exactly<Promise<string> | undefined>()(remote.maybe?.(1));

// @ts-expect-error it has to be looked for
void remote.maybe(1);

// `this` is the instance over there.
exactly<Promise<number>>()(remote.bound(1));
exactly<Promise<number>>()(remote.boundSync(1));

// Overloads
exactly<Promise<number>>()(remote.sizeOf('a'));
exactly<Promise<bigint>>()(remote.sizeOf(new Date(), 's'));
exactly<Promise<Metrics>>()(remote.fetch(1));
exactly<Promise<Date>>()(remote.fetch('a'));
exactly<Promise<1>>()(remote.six(1));
exactly<Promise<6>>()(remote.six(6));

// @ts-expect-error dates need a unit
void remote.sizeOf(new Date());

// @ts-expect-error strings have no unit
void remote.sizeOf('a', 's');

// Type parameters: kept where a promise is returned, else their constraints.
exactly<Promise<{ lines: number; path: string }>>()(remote.widestAsync(detailed, detailed));
exactly<Promise<Metrics>>()(remote.widest(detailed, detailed));

// @ts-expect-error the constraint holds
void remote.widest('a', 'b');

// @ts-expect-error the constraint holds where the type parameter is kept
void remote.widestAsync('a', 'b');

// Results: one promise, whatever came; nothing that can't be sent.
exactly<Promise<void>>()(remote.nothing());
exactly<Promise<never>>()(remote.fails());
exactly<Promise<never>>()(remote.failsLater());
exactly<Promise<any>>()(remote.untyped()); // eslint-disable-line @typescript-eslint/no-explicit-any -- untyped code
exactly<Promise<number>>()(remote.query());
exactly<Promise<number>>()(remote.thenable());
exactly<Promise<number | string>>()(remote.sometimes());
exactly<Promise<never>>()(remote.generate());
exactly<Promise<never>>()(remote.generateAsync());
exactly<Promise<number>>()(remote.valueOrFunction());
exactly<Promise<number>>()(remote.valueOrSymbol());

// @ts-expect-error what arrives is a plain promise
remote.query().cancel();

/** Over any class. */
export function call<T>(method: RemoteMethod<(path: string) => Promise<T>>): Promise<T> {
  return method('a.ts');
}
exactly<Promise<Metrics>>()(call(remote.measureAsync));

// @ts-expect-error a function of this thread is no remote method
void call((path: string) => Promise.resolve(path));

declare class Base {
  value(): number;
}
declare class Sub extends Base {
  override value(): 1;
  more(): void;
}

/** A remote of a class does for one of its base. */
export const base: Remote<Base> = null as unknown as Remote<Sub>;

// @ts-expect-error but not the other way round
export const sub: Remote<Sub> = null as unknown as Remote<Base>;

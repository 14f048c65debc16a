import { threadId } from 'node:worker_threads';
import { getCurrentContext, getProgress, getSpanHierarchy, withSpan } from '@threadspan/context';
import type { AnalysisContext, Progress } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export interface Seen {
  readonly path: string;
  readonly threadId: number;
  readonly context: AnalysisContext;
  readonly hierarchy: readonly string[];
}

// Made once and thrown by many items, as `signal.reason` is.
const SINGLETON = new Error('always the same');

/** What the tests run in workers. */
export class Analyzer {
  readonly #prefix: string;
  #calls = 0;

  constructor(prefix: string | URL = '') {
    this.#prefix = String(prefix);
  }

  @ProcessFile()
  see(path: string): Seen {
    return {
      path: this.#prefix + path,
      threadId,
      context: getCurrentContext(),
      hierarchy: getSpanHierarchy().map(({ name }) => name),
    };
  }

  /** Waits between two looks at the context, so that items overlap with those of the other workers. */
  @ProcessFile()
  async seeTwice(_path: string): Promise<[string | undefined, string | undefined]> {
    const before = getCurrentContext().currentFile;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return [before, getCurrentContext().currentFile];
  }

  /** A query as database libraries have them: a thenable, which runs when it is awaited. */
  @WithParallelContext()
  query(): PromiseLike<string | undefined> {
    return {
      then: (...handlers) => Promise.resolve(getCurrentContext().phase).then(...handlers),
    };
  }

  @WithParallelContext()
  double(value: number): number {
    return value * 2;
  }

  @WithParallelContext()
  evenOnly(value: number): number | undefined {
    return value % 2 === 0 ? value : undefined;
  }

  @WithParallelContext()
  positiveOnly(value: number): number {
    if (value > 0) return value;
    throw Object.assign(new RangeError(`not positive: ${value}`), { code: 'E_SIGN', value });
  }

  @WithParallelContext()
  repeat(value: number): number[] {
    return Array.from({ length: value }, () => value);
  }

  @WithParallelContext()
  *phases(count: number): Generator<string | undefined> {
    for (let step = 0; step < count; step += 1) yield getCurrentContext().phase;
  }

  @WithParallelContext()
  async *phasesLater(count: number): AsyncGenerator<string | undefined> {
    for (let step = 0; step < count; step += 1) {
      await Promise.resolve();
      yield getCurrentContext().phase;
    }
  }

  @WithParallelContext()
  async addAll(value: number, ...more: number[]): Promise<number> {
    return more.reduce((sum, one) => sum + one, value);
  }

  @WithParallelContext()
  threadOf(_item: unknown): number {
    return threadId;
  }

  @WithParallelContext()
  pairWithThread(earlier: number): [number, number] {
    return [earlier, threadId];
  }

  /** How often this very argument object has been seen in this thread. */
  @WithParallelContext()
  isSameShared(_item: unknown, shared: { seen?: number }): number {
    shared.seen = (shared.seen ?? 0) + 1;
    return shared.seen;
  }

  @WithParallelContext()
  isUrl(_item: unknown, shared: unknown): boolean {
    return shared instanceof URL;
  }

  @WithParallelContext()
  phaseOf(_item: unknown): string | undefined {
    return getCurrentContext().phase;
  }

  @WithParallelContext()
  callsSoFar(): number {
    this.#calls += 1;
    return this.#calls;
  }

  @WithParallelContext()
  progress(): Progress {
    return getProgress();
  }

  @WithParallelContext()
  unclonable(): () => void {
    return () => undefined;
  }

  @WithParallelContext()
  unclonableWhenOdd(value: number): number | (() => void) {
    return value % 2 === 0 ? value : () => undefined;
  }

  notAnnotated(): string {
    return 'never from another thread';
  }

  /** What came as a path, and the file that is current. */
  @ProcessFile()
  locate(path: string | URL): string {
    const kind = path instanceof URL ? 'URL' : typeof path;
    return `${kind} ${String(path)} ${getCurrentContext().currentFile}`;
  }

  /** Breaks for the paths that say so; see the fault tests. */
  @ProcessFile()
  work(path: string): string | Promise<string> {
    switch (path.split('!')[1]) {
      case 'throw':
        throw Object.assign(new RangeError(`broken ${path}`, { cause: new Error('inner') }), {
          code: 'E_BROKEN',
        });
      case 'nested':
        return withSpan('inner_step', () => {
          throw new Error(`broken ${path}`);
        });
      case 'function':
        return (() => path) as never; // which can't be sent
      case 'reject':
        return Promise.reject(new TypeError(`broken ${path}`));
      case 'singleton':
        throw SINGLETON;
      case 'value':
        throw 'just a string';
      case 'timer':
        return new Promise(() => {
          setTimeout(() => {
            throw new Error(`detached ${path}`);
          }, 1);
        });
      case 'unhandled':
        return new Promise(() => {
          void Promise.reject(new Error(`unhandled ${path}`));
        });
      case 'exit':
        process.exit(3);
      // eslint-disable-next-line no-fallthrough -- process.exit() does not return
      case 'exit-zero':
        process.exit(0);
      // eslint-disable-next-line no-fallthrough -- process.exit() does not return
      case 'oom': {
        // Of small objects: a failed large allocation ends the whole process on some versions of Node.
        let kept: unknown;
        for (;;) kept = { kept };
      }

      case 'overflow':
        return this.overflow();
      case 'hang':
        for (;;);
      case 'stall':
        return new Promise(() => undefined);
      default:
        return path;
    }
  }

  /** Answers first and breaks the worker later. */
  @ProcessFile()
  breakLater(path: string): string {
    setTimeout(() => {
      throw new Error(`late ${path}`);
    }, 1);
    return path;
  }

  private overflow(): string {
    return `${this.overflow()}.`;
  }
}

export class BadConstructor {
  constructor() {
    throw new Error('no way');
  }

  @WithParallelContext()
  method(): void {}
}

export class ExitingConstructor {
  constructor(isWorker: boolean) {
    if (isWorker) process.exit(7);
  }

  @WithParallelContext()
  method(): void {}
}

class Base {
  @WithParallelContext()
  inherited(): string {
    return 'base';
  }

  @WithParallelContext()
  overridden(): string {
    return 'base';
  }
}

export class Derived extends Base {
  override overridden(): string {
    return 'derived';
  }
}

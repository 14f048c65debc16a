import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { WithParallelContext } from '@threadspan/decorators';

/** Methods of every kind that decorators for spans have stumbled on. One source for both dialects. */
export class Service {
  @WithParallelContext()
  inner(): void {}

  @WithParallelContext()
  outer(): void {
    this.inner();
  }

  @WithParallelContext({ span: 'publish', kind: SpanKind.PRODUCER })
  named(): void {}

  @WithParallelContext({ kind: SpanKind.PRODUCER })
  kind(): void {}

  @WithParallelContext({ span: 'query', attributes: ([limit, text]: [number, string]) => ({ limit, text }) })
  namedWithAttributes(_limit: number, _text: string): void {}

  @WithParallelContext({ attributes: ([limit]: [number], result: string) => ({ limit, result }) })
  result(limit: number): string {
    return 'x'.repeat(limit);
  }

  @WithParallelContext({ attributes: (_args: [], result: string) => ({ result }) })
  async resultLater(): Promise<string> {
    return 'late';
  }

  @WithParallelContext({ attributes: (_args: [unknown], result: string) => ({ result }) })
  fails(error: unknown): string {
    throw error;
  }

  @WithParallelContext({ attributes: (_args: [unknown], result: string) => ({ result }) })
  async rejects(error: unknown): Promise<string> {
    throw error;
  }

  @WithParallelContext()
  passesOn(error: unknown): string {
    return this.fails(error);
  }

  @WithParallelContext({
    attributes: ([text]: [string]) => {
      throw new Error(`no attributes for ${text}`);
    },
  })
  badArguments(text: string): string {
    return text;
  }

  @WithParallelContext({
    attributes: ([text]: [string], _result: string) => {
      throw new Error(`no attributes for ${text}`);
    },
  })
  badResult(text: string): string {
    return text;
  }

  /** Not `async`, and a promise all the same. */
  @WithParallelContext()
  returns<T>(value: T): T {
    return value;
  }

  @WithParallelContext()
  async nested(step: () => Promise<void>): Promise<void> {
    await step();
    this.inner();
  }

  @WithParallelContext()
  *count(limit: number): Generator<number, string, void> {
    for (let index = 0; index < limit; index += 1) {
      this.inner();
      yield index;
    }
    return 'done';
  }

  @WithParallelContext()
  async *countLater(limit: number): AsyncGenerator<number, void, void> {
    for (let index = 0; index < limit; index += 1) {
      await nextTurn();
      this.inner();
      yield index;
    }
  }

  @WithParallelContext()
  stream(limit: number): AsyncIterable<number> {
    let index = 0;
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          this.inner();
          return index < limit ? { value: index++ } : { done: true, value: undefined };
        },
      }),
    };
  }
}

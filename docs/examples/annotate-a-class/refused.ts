import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export class Refused {
  // @ts-expect-error -- expected a string or URL as the first parameter, or the option `path`
  @ProcessFile()
  page(_number: number): void {}

  // @ts-expect-error -- expected `attributes` and `path` to take the arguments of the method
  @WithParallelContext({ attributes: ([path]: [string]) => ({ path }) })
  lines(_count: number): void {}

  // @ts-expect-error -- expected `attributes` to take the result of the method
  @WithParallelContext({ attributes: (_args: unknown[], found: string) => ({ found }) })
  find(_path: string): number {
    return 0;
  }

  // @ts-expect-error -- Did you mean to call it first and write '@WithParallelContext()'?
  @WithParallelContext
  bare(): void {}
}

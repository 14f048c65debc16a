import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export class Misused {
  // @ts-expect-error -- the first argument is no path
  @ProcessFile()
  count(lines: number): number {
    return lines;
  }

  // @ts-expect-error -- there is no such option
  @WithParallelContext({ colour: 'red' })
  score(): void {}

  // @ts-expect-error -- the attributes are asked with the arguments of the method
  @WithParallelContext({ attributes: ([path]: [string]) => ({ path }) })
  rank(depth: number): number {
    return depth;
  }
}

import { createExecutor } from '@threadspan/executor';

class Analyzer {
  constructor(readonly limit: number) {}

  score(path: string, weight: number): number {
    return Math.min(this.limit, path.length * weight);
  }
}

export async function misuse(module: string) {
  // @ts-expect-error -- a number of threads
  const executor = createExecutor({ workers: 'two' });

  // @ts-expect-error -- the constructor has an argument
  await executor.spawn(Analyzer, { module });

  const analyzer = await executor.spawn(Analyzer, { module, args: [100] });
  // @ts-expect-error -- in a worker, the result comes in a promise
  const score: number = analyzer.score('src/a.ts', 2);

  // @ts-expect-error -- the method takes a path
  const chain = executor.parIter([1, 2]).mapWithContext(analyzer.score, { shared: [2] });

  // @ts-expect-error -- and a weight
  const unweighted = executor.parIter(['src/a.ts']).mapWithContext(analyzer.score);
  return { score, chain, unweighted };
}

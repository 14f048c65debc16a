import { createQueueExecutor, startQueueWorker } from '@threadspan/executor-bullmq';

const connection = 'redis://127.0.0.1:6379';

class Analyzer {
  constructor(readonly limit: number) {}

  score(path: string): number {
    return Math.min(this.limit, path.length);
  }
}

export async function misuse(module: string) {
  // @ts-expect-error -- which queue?
  createQueueExecutor({ connection });

  // @ts-expect-error -- threads are the workers' own
  const executor = createQueueExecutor({ connection, queue: 'files', workers: 4 });

  // @ts-expect-error -- the constructor has an argument
  await executor.spawn(Analyzer, { module });

  const analyzer = await executor.spawn(Analyzer, { module, args: [100] });
  // @ts-expect-error -- on another machine, the result comes in a promise
  const score: number = analyzer.score('src/a.ts');

  // @ts-expect-error -- a worker has to be told its classes
  await startQueueWorker({ connection, queue: 'files' });
  return score;
}

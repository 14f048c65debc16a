import { getErrorContext } from '@threadspan/context';
import { createQueueExecutor, startQueueWorker } from '@threadspan/executor-bullmq';
import type { Surroundings } from './surroundings.js';

const connection = 'redis://127.0.0.1:6379';

class Analyzer {
  lines(path: string): number {
    return path.length;
  }
}

/** Both sides of a queue, as far as they go without Redis: neither connects before it has to. */
export async function run({ file }: Surroundings) {
  const executor = createQueueExecutor({ connection, queue: 'files' });
  const { workers, jobs } = executor.stats();
  await executor.close();
  const [closed, noQueue, noModule] = await Promise.all([
    codeOf(() => executor.spawn(Analyzer, { module: file('analyzer') })),
    codeOf(async () => createQueueExecutor({ connection, queue: 'a:b' })),
    codeOf(() => startQueueWorker({ connection, queue: 'files', modules: [file('nowhere')] })),
  ]);
  return { idle: { workers, jobs }, closed, noQueue, noModule };
}

async function codeOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    // No worker has had a part in it.
    return getErrorContext(error)?.worker ?? (error as { code?: unknown }).code;
  }
}

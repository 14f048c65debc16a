import { getErrorContext } from '@threadspan/context';
import { createQueueExecutor, startQueueWorker } from '@threadspan/executor-bullmq';

const connection = 'redis://127.0.0.1:6379';

class Analyzer {
  lines(path) {
    return path.length;
  }
}

/** Both sides of a queue, as far as they go without Redis: neither connects before it has to. */
export async function run({ file }) {
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

async function codeOf(act) {
  try {
    return await act();
  } catch (error) {
    // No worker has had a part in it.
    return getErrorContext(error)?.worker ?? error.code;
  }
}

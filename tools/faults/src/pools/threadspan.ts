import { withPhase, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import type { BrokenModule } from '../faults.js';
import type { Task } from '../task.js';
import { Analyzer } from '../workers/threadspan.js';
import { oneByOne, WORKERS, workerUrl } from './pool.js';
import type { OpenPool, Pool } from './pool.js';

/** How the tasks of a batch are given to the executor. */
type Mode = (executor: Executor, analyzer: Remote<Analyzer>) => Pool['run'];

const CHUNK_SIZE = 5;

const directCalls: Mode = (_, analyzer) => oneByOne((task, options) => analyzer.work.with(options)(task));

const chunkedChain: Mode = (executor, analyzer) => async (tasks, settle, options) => {
  const { values, failures } = await executor
    .parIter(tasks)
    .mapWithContext(analyzer.work)
    .collect({ ...options, chunkSize: CHUNK_SIZE, failures: 'collect' });
  const failed = new Map(failures.map(({ index, error }) => [index, error]));
  const left = values[Symbol.iterator]();
  tasks.forEach(({ index }, position) => {
    if (failed.has(position)) settle(index, { status: 'rejected', error: failed.get(position) });
    else settle(index, { status: 'fulfilled', value: left.next().value });
  });
};

const streamingChain: Mode = (executor, analyzer) => async (tasks, settle, options) => {
  const outcomes = executor
    .parIter(tasks)
    .mapWithContext(analyzer.work)
    .stream({ ...options, chunkSize: CHUNK_SIZE, failures: 'collect' });
  for await (const outcome of outcomes) {
    const { index } = tasks[outcome.index] as Task;
    if (outcome.status === 'rejected') settle(index, outcome);
    else settle(index, { status: 'fulfilled', value: outcome.values[0] });
  }
};

function opening(mode: Mode): OpenPool {
  return (options) => {
    const executor = createExecutor({ workers: WORKERS, ...options });
    const spawned = executor.spawn(Analyzer, { module: workerUrl('threadspan') });
    return {
      run: (...args) => inContext(async () => mode(executor, await spawned)(...args)),
      runBroken: (module, task) => inContext(() => runBroken(executor, module, task)),
      close: () => executor.close(),
    };
  };
}

export const openForCalls = opening(directCalls);
export const openForChunks = opening(chunkedChain);
export const openForStreams = opening(streamingChain);

function inContext<T>(run: () => Promise<T>): Promise<T> {
  return withSpan('root', () => withPhase('parsing', run));
}

async function runBroken(executor: Executor, module: BrokenModule, task: Task): Promise<unknown> {
  const broken = await executor.spawn(Analyzer, {
    module: workerUrl(`broken/${module}`),
    ...(module === 'constructor' ? { export: 'Broken' } : {}),
  });
  return broken.work(task);
}

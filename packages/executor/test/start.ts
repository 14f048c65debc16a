import { join } from 'node:path';
import { createExecutor } from '@threadspan/executor';
import type { Executor, ExecutorOptions, Remote } from '@threadspan/executor';
import { Analyzer } from './workers/dist/analyzer.js';

export const MODULE = join(__dirname, 'workers/dist/analyzer.js');

/** Where items run, and how many workers that is. */
export const MODES = [
  ['in this thread', 0],
  ['in workers', 2],
] as const;

/** An executor with a spawned analyzer; `stopAll` in `afterEach` closes it. */
export async function start(
  options: ExecutorOptions = {},
): Promise<{ executor: Executor; analyzer: Remote<Analyzer> }> {
  const executor = createExecutor({ workers: 2, ...options });
  executors.push(executor);
  return { executor, analyzer: await executor.spawn(Analyzer, { module: MODULE, args: [] }) };
}

const executors: Executor[] = [];

export async function stopAll(): Promise<void> {
  await Promise.all(executors.splice(0).map((executor) => executor.close({ drain: false })));
}

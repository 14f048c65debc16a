import { createExecutor } from '@threadspan/executor';
import { Work } from '../workers/ours.mjs';

/** Our own, with a class for the functions that peers are given. */
export async function openOurs() {
  const executor = createExecutor({ workers: 2 });
  const work = await executor.spawn(Work, { module: new URL('../workers/ours.mjs', import.meta.url) });
  return { executor, work, close: () => executor.close() };
}

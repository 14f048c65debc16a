import { createExecutor } from '@threadspan/executor';
import type { Executor, Remote } from '@threadspan/executor';
import { Site, spawnProbe } from './site';
import type { Probe } from './workers/dist/probe.js';

/** What the same program is run on: what it gives must not differ. */
export const ENGINES = ['threads of this process', 'worker processes'] as const;

export interface Engine {
  readonly executor: Executor;
  readonly probe: Remote<Probe>;
  /** There where the engine is the queue. */
  readonly site: Site | undefined;
  stop(): Promise<void>;
}

/** Two threads here, or two processes with two threads each. */
export async function startEngine(name: (typeof ENGINES)[number]): Promise<Engine> {
  const site = name === 'worker processes' ? await Site.start({ stallTimeout: 5_000 }) : undefined;
  await site?.workers(2);
  const executor = site?.driver() ?? createExecutor({ workers: 2 });
  const stop = async () => {
    await executor.close({ drain: false });
    await site?.stop();
  };
  return { executor, probe: await spawnProbe(executor), site, stop };
}

/** All that an async iterable gives. */
export async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const value of stream) gathered.push(value);
  return gathered;
}

/** Gives the items with a turn of the event loop before each. */
export async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise(setImmediate);
    yield item;
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { globalState } from '@threadspan/context/ports';
import { ThreadspanError } from './errors.js';
import type { InstanceSpec } from './protocol.js';

interface ModuleLoad {
  /** URL of the module. */
  readonly module: string;
  isLoading: boolean;
}

const { current, refusals } = globalState('executor.module-load', () => ({
  // By its async context: what runs meanwhile, an item of another class say, is not taken for the module.
  current: new AsyncLocalStorage<ModuleLoad>(),
  refusals: new Map<string, ThreadspanError>(),
}));

/** What came of a load. */
export interface Loaded {
  readonly exports?: Record<string, unknown>;
  readonly error?: unknown;
  /** Why work was refused that the module gave to workers of its own, whatever it has made of that. */
  readonly refusal?: ThreadspanError | undefined;
}

/** Loads the module of a class, in a worker. Never rejects. */
export async function loadInWorker(module: string): Promise<Loaded> {
  const load: ModuleLoad = { module, isLoading: true };
  const loaded = await current.run(load, () =>
    import(module).then(
      (exports: Record<string, unknown>) => ({ exports }),
      (error: unknown) => ({ error }),
    ),
  );
  load.isLoading = false;
  return { ...loaded, refusal: refusals.get(module) };
}

/**
 * Why the calling code can't give work for these instances to workers: it is the top level of a class's module, in a
 * worker. A program that is in one file with its class would run again in each worker and start workers of its own, and
 * so on without end, also where it comes to its first task only when the module is loaded.
 */
export function refusalAtLoad(instances: readonly InstanceSpec[]): ThreadspanError | undefined {
  const load = current.getStore();
  if (load === undefined) return undefined;
  const { module, isLoading } = load;
  if (!isLoading && !instances.some((instance) => instance.module === module)) return undefined;
  const refusal = new ThreadspanError(
    'WORKER_START_FAILED',
    `${module} gives work to an executor when a worker loads it, so that every worker would start workers of its own; ` +
      'put the class into a file of its own, or start the program only where `isMainThread` of node:worker_threads is true',
  );
  refusals.set(module, refusal);
  return refusal;
}

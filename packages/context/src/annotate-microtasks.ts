import { AsyncResource } from 'node:async_hooks';
import type { AsyncLocalStorage } from 'node:async_hooks';

type Propagate = (resource: object, trigger: object, type: string) => void;

/**
 * Has `annotate` called with what callbacks of `queueMicrotask` throw and the store they ran with. Up to Node 22, a
 * microtask is left before its error becomes uncaught, and no handler can see its store any more; timers, ticks and
 * input are left after it. Newer releases keep the store in force, have none of this, and are left alone.
 */
export function annotateMicrotasks<T>(
  storage: AsyncLocalStorage<T>,
  annotate: (error: unknown, store: T) => void,
): void {
  // Of this storage alone, and called in any case with each asynchronous resource: for others it costs a comparison.
  const host = storage as unknown as { _propagate?: Propagate };
  const propagate = host._propagate;
  if (propagate === undefined || Object.hasOwn(host, '_propagate')) return;

  function runInAsyncScope(this: AsyncResource, callback: () => unknown): unknown {
    let store: T | undefined;
    const remembering = () => {
      try {
        return callback();
      } finally {
        store = storage.getStore();
      }
    };
    try {
      return AsyncResource.prototype.runInAsyncScope.call(this, remembering);
    } catch (error) {
      if (store !== undefined) annotate(error, store);
      throw error;
    }
  }

  host._propagate = (resource, trigger, type) => {
    propagate.call(storage, resource, trigger, type);
    if (type === 'Microtask' && storage.getStore() !== undefined)
      Object.assign(resource, { runInAsyncScope });
  };
}

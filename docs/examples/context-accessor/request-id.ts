import { AsyncLocalStorage } from 'node:async_hooks';
import { registerContextAccessor } from '@threadspan/context';

const storage = new AsyncLocalStorage<string>();

export function withRequestId<R>(id: string, fn: () => R): R {
  return storage.run(id, fn);
}

export function getRequestId(): string | undefined {
  return storage.getStore();
}

registerContextAccessor({ key: 'requestId', get: getRequestId, run: withRequestId });

import type { Transferable } from 'node:worker_threads';
import { getAnnotatedMethod } from '@threadspan/context/ports';
import { ThreadspanError } from '../errors.js';
import type { InstanceRecipe } from '../instance-recipe.js';
import { notAnnotated } from '../annotated-method.js';
import { ItemTime } from '../scheduling/chunk-size.js';
import type { JobSpec } from '../scheduling/job.js';

/** How one call differs from the executor's defaults. */
export interface CallOptions {
  /** Rejects the call with the signal's reason and ends its worker if it doesn't stop by itself. */
  readonly signal?: AbortSignal;
  /** Ms after which the call fails with `TASK_TIMEOUT`. Default: the executor's `taskTimeout`. */
  readonly timeout?: number;
  /** What is moved to the worker instead of copied: `ArrayBuffer`s, `MessagePort`s. The caller's are empty after it. */
  readonly transfer?: readonly Transferable[];
}

/** What a remote method stands for. */
export interface RemoteTarget {
  readonly owner: object;
  readonly instance: InstanceRecipe;
  readonly method: string;
  readonly itemTime: ItemTime;
  /** What the job of a call needs in a worker, whatever its arguments. */
  readonly needs: Pick<JobSpec, 'instances' | 'stages' | 'contexts' | 'shared'>;
  /** Why it can't be called, when it can't. */
  readonly refusal?: ThreadspanError;
}

export type CallRemote = (
  target: RemoteTarget,
  args: readonly unknown[],
  options: CallOptions,
) => Promise<unknown>;

const targets = new WeakMap<object, RemoteTarget>();

/**
 * The methods of a class as remote methods. All of them are there, so that calling one that is not annotated says
 * so instead of being undefined.
 */
export function createRemote(owner: object, instance: InstanceRecipe, call: CallRemote): object {
  const { cls } = instance;
  const remote = Object.create(null) as Record<string, unknown>;
  for (const method of methodNames(cls.prototype)) {
    const refusal = getAnnotatedMethod(cls.prototype, method) ? undefined : notAnnotated(cls.name, method);
    const stages = [{ kind: 'call', instance: instance.id, method } as const];
    const needs = { instances: [instance], stages, contexts: [], shared: [] };
    const target = { owner, instance, method, itemTime: new ItemTime(), needs };
    remote[method] = createMethod(refusal ? { ...target, refusal } : target, call);
  }
  return Object.freeze(remote);
}

function createMethod(target: RemoteTarget, call: CallRemote): object {
  const bind =
    (options: CallOptions) =>
    (...args: unknown[]) =>
      call(target, args, options);
  const method = Object.assign(bind({}), { with: bind });
  targets.set(method, target);
  return method;
}

// A remote with a `then` would be taken for a promise.
const HIDDEN = new Set(['constructor', 'then']);

function methodNames(prototype: object): Set<string> {
  const names = new Set<string>();
  for (
    let object: object | null = prototype;
    object !== null && object !== Object.prototype;
    object = Object.getPrototypeOf(object) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (typeof value === 'function' && !HIDDEN.has(name)) names.add(name);
    }
  }
  return names;
}

/**
 * What a method given to a chain of `owner` stands for.
 * @throws ThreadspanError `INVALID_ARGUMENT` when it is no remote method of this executor, `NOT_ANNOTATED`
 */
export function targetOf(owner: object, method: unknown): RemoteTarget {
  const target = typeof method === 'function' ? targets.get(method) : undefined;
  if (target === undefined || target.owner !== owner) {
    const got = target ? "another executor's" : typeof method;
    throw new ThreadspanError(
      'INVALID_ARGUMENT',
      `Expected a method of something this executor has spawned, got ${got}; ` +
        'use `const remote = await executor.spawn(Class, …)` and pass `remote.method`',
    );
  }
  if (target.refusal) throw target.refusal;
  return target;
}

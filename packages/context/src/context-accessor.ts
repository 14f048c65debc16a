import { attempt, reportFailure } from './attempt.js';
import { globalState } from './global-state.js';

/** Carries a value of the user's own, usually kept in an AsyncLocalStorage, wherever a context is carried. */
export interface ContextAccessor<T = unknown> {
  /** Names the value on the wire; unique in the program, the same on every thread. */
  readonly key: string;
  /** The current value; `undefined` when there is none. What crosses threads must be structured-cloneable. */
  get(): T | undefined;
  /** Calls `fn` with `value` in force, and returns what it returned: `storage.run(value, fn)`. */
  run<R>(value: T, fn: () => R): R;
}

const accessors = globalState('accessors', () => new Map<string, ContextAccessor>());

/**
 * Registers an accessor on this thread. Register it in a module that the main thread and the workers both load.
 * @returns a function that removes it again
 * @throws TypeError when the key is empty, taken or `__proto__`
 */
export function registerContextAccessor<T>(accessor: ContextAccessor<T>): () => void {
  const { key } = accessor;
  if (typeof key !== 'string' || key === '') {
    throw new TypeError(`Expected \`key\` of a context accessor to be a non-empty string, got ${typeof key}`);
  }
  if (key === '__proto__') throw new TypeError('Expected `key` not to be `__proto__`; choose another key');
  if (accessors.has(key)) {
    throw new TypeError(
      `A context accessor with the key \`${key}\` is registered already; choose another key`,
    );
  }
  const entry = accessor as ContextAccessor;
  accessors.set(key, entry);
  return () => {
    if (accessors.get(key) === entry) accessors.delete(key);
  };
}

export type AccessorValues = ReadonlyMap<string, unknown>;

const NONE: AccessorValues = new Map();

export function captureAccessors(): AccessorValues {
  if (accessors.size === 0) return NONE;
  const values = new Map<string, unknown>();
  for (const [key, accessor] of accessors) {
    const value = attempt(() => accessor.get(), `the context accessor \`${key}\` failed in get()`);
    if (value !== undefined) values.set(key, value);
  }
  return values;
}

/** Calls `fn` with all values in force for which this thread has an accessor. */
export function runWithAccessors<R>(values: AccessorValues, fn: () => R): R {
  let run = fn;
  for (const [key, value] of values) {
    const accessor = accessors.get(key);
    const inner = run;
    if (accessor) run = () => runWith(accessor, value, inner);
  }
  return run();
}

// A value from another thread may be none that the accessor can take; the work is done without it then.
function runWith<R>(accessor: ContextAccessor, value: unknown, fn: () => R): R {
  let started = false;
  try {
    return accessor.run(value, () => {
      started = true;
      return fn();
    });
  } catch (error) {
    if (started) throw error;
    reportFailure(`the context accessor \`${accessor.key}\` failed in run()`, error);
    return fn();
  }
}

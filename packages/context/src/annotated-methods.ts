import { globalState } from './global-state.js';

/** What a decorator says of a method it marks. */
export interface AnnotatedMethod {
  /** The decorator's name, for messages. */
  readonly decorator: string;
}

// By the object that holds the method: a prototype, a class for its static methods, or the metadata of a class.
const registry = globalState(
  'annotated-methods',
  () => new WeakMap<object, Map<string | symbol, AnnotatedMethod>>(),
);
const functions = globalState('annotated-functions', () => new WeakMap<object, AnnotatedMethod>());

/**
 * Marks the method `key` of `holder` as one that may be called in a worker. For decorators. The holder is what has
 * the method: a prototype or a class. A standard decorator of an instance method can't know it; it gives
 * `context.metadata` instead, which becomes `Class[Symbol.metadata]`.
 */
export function annotateMethod(holder: object, key: PropertyKey, method: AnnotatedMethod): void {
  const methods = registry.get(holder) ?? new Map<string | symbol, AnnotatedMethod>();
  registry.set(holder, methods.set(nameOf(key), method));
}

/** Marks a function, so that it is annotated wherever it is found as a method. */
export function annotateFunction(fn: object, method: AnnotatedMethod): void {
  functions.set(fn, method);
}

/**
 * What was said of the method that `holder[key]` finds: the mark has to be on that very function or on the very
 * prototype that holds it, so an override must be annotated itself.
 */
export function getAnnotatedMethod(holder: object, key: PropertyKey): AnnotatedMethod | undefined {
  for (
    let object: object | null = holder;
    object !== null;
    object = Object.getPrototypeOf(object) as object | null
  ) {
    const own = Object.getOwnPropertyDescriptor(object, key);
    if (own) return markOf(object, key, own.value);
  }
  return undefined;
}

function markOf(holder: object, key: PropertyKey, method: unknown): AnnotatedMethod | undefined {
  const found = registry.get(holder)?.get(nameOf(key));
  if (found) return found;
  if (typeof method !== 'function') return undefined;
  const metadata = metadataOf(holder);
  return functions.get(method) ?? (metadata && registry.get(metadata)?.get(nameOf(key)));
}

// The compiler tells a decorator the key of `42() {}` as a number.
function nameOf(key: PropertyKey): string | symbol {
  return typeof key === 'number' ? String(key) : key;
}

// Own properties only: both are inherited, and would lead to the class that another one extends.
function metadataOf(prototype: object): object | undefined {
  const cls = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  if (typeof cls !== 'function') return undefined;
  const { metadata = Symbol.for('Symbol.metadata') } = Symbol as { readonly metadata?: symbol };
  const found = Object.getOwnPropertyDescriptor(cls, metadata)?.value as unknown;
  return typeof found === 'object' && found !== null ? found : undefined;
}

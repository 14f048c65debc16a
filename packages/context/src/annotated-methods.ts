import { globalState } from './global-state.js';

/** What a decorator says of a method it marks. */
export interface AnnotatedMethod {
  /** The decorator's name, for messages. */
  readonly decorator: string;
}

// By the object that holds the method: a prototype, or a class for its static methods.
const registry = globalState(
  'annotated-methods',
  () => new WeakMap<object, Map<PropertyKey, AnnotatedMethod>>(),
);

/** Marks the method `key` of `holder` as one that may be called in a worker. For decorators. */
export function annotateMethod(holder: object, key: PropertyKey, method: AnnotatedMethod): void {
  const methods = registry.get(holder) ?? new Map<PropertyKey, AnnotatedMethod>();
  registry.set(holder, methods.set(key, method));
}

/**
 * What was said of the method that `holder[key]` finds: the mark has to be on the very prototype that holds the
 * method, so an override must be annotated itself.
 */
export function getAnnotatedMethod(holder: object, key: PropertyKey): AnnotatedMethod | undefined {
  for (
    let object: object | null = holder;
    object !== null;
    object = Object.getPrototypeOf(object) as object | null
  ) {
    if (Object.hasOwn(object, key)) return registry.get(object)?.get(key);
  }
  return undefined;
}

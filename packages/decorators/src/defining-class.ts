import { className } from './member.js';

/** The class whose prototype, among those of `instance`, has `method` itself. */
export function holdingClass(instance: unknown, key: PropertyKey, method: unknown): object | undefined {
  for (const prototype of prototypesOf(instance)) {
    if (Object.getOwnPropertyDescriptor(prototype, key)?.value === method) return classOf(prototype);
  }
  return undefined;
}

/**
 * The class, among those of `instance`, whose constructor is running. Initializers are called by the constructor of the
 * class that defines the method, and for a private method, or one that another decorator has replaced, nothing else
 * says which of them that is.
 */
export function constructedClass(instance: unknown): object | undefined {
  const classes = prototypesOf(instance).map(classOf);
  const [, running] = /^\s*at new (?:\w+\.)*([^\s(]+)/m.exec(new Error().stack ?? '') ?? [];
  return classes.find((cls) => cls && className(cls) === running) ?? classes[0];
}

function prototypesOf(instance: unknown): object[] {
  const prototypes: object[] = [];
  for (let object = parentOf(instance); object !== null; object = parentOf(object)) prototypes.push(object);
  return prototypes;
}

function parentOf(value: unknown): object | null {
  if (value === undefined || value === null) return null;
  try {
    return Object.getPrototypeOf(value) as object | null;
  } catch {
    return null; // a proxy that doesn't tell
  }
}

function classOf(prototype: object): object | undefined {
  const cls: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof cls === 'function' ? cls : undefined;
}

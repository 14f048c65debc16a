export interface NamedClass {
  readonly name: string;
}

/** The class whose prototype, among those of `instance`, has `method` itself. */
export function holdingClass(instance: unknown, key: PropertyKey, method: unknown): NamedClass | undefined {
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
export function constructedClass(instance: unknown): NamedClass | undefined {
  const classes = prototypesOf(instance).map(classOf);
  const [, running] = /^\s*at new (?:\w+\.)*([^\s(]+)/m.exec(new Error().stack ?? '') ?? [];
  return classes.find((cls) => cls?.name === running) ?? classes[0];
}

function prototypesOf(instance: unknown): object[] {
  const prototypes: object[] = [];
  for (let object = parentOf(instance); object !== null; object = parentOf(object)) prototypes.push(object);
  return prototypes;
}

function parentOf(value: unknown): object | null {
  return value === undefined || value === null ? null : (Object.getPrototypeOf(value) as object | null);
}

function classOf(prototype: object): NamedClass | undefined {
  const cls: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof cls === 'function' ? cls : undefined;
}

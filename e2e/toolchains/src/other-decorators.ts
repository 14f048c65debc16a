type AnyFunction = ((...args: never[]) => unknown) & { marks?: string[] };

/** Leaves a mark on the function of a method, in either dialect. */
export function marks(mark: string) {
  return <F extends (...args: never[]) => unknown>(
    target: object,
    _key: unknown,
    descriptor?: TypedPropertyDescriptor<F>,
  ): void => {
    const method = (descriptor?.value ?? target) as AnyFunction;
    method.marks = [...(method.marks ?? []), mark];
  };
}

/** A class decorator that changes nothing, in either dialect. */
export function registers(_class: object, _context?: unknown): void {}

import { ThreadspanError } from './errors.js';

export type Class = (new (...args: never[]) => object) & { readonly prototype: object };

/**
 * @param name what the class is exported as
 * @throws ThreadspanError `WORKER_START_FAILED`
 */
export function construct(cls: Class, name: string, args: readonly unknown[]): object {
  try {
    return new cls(...(args as never[]));
  } catch (cause) {
    throw new ThreadspanError('WORKER_START_FAILED', `The constructor of ${name} threw`, { cause });
  }
}

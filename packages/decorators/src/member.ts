import { DecoratorError } from './errors.js';
import type { DescribeCall, Method } from './wrap.js';

/** A method being decorated. */
export interface Member {
  /** `Class.method`, as messages and span names call it. */
  readonly label: string;
  readonly method: Method;
  /** What has the method and under which key, where the dialect tells. */
  readonly place?: { readonly holder: object; readonly key: PropertyKey };
}

/** Says what to open around the calls of a method. */
export type DescribeMember = (member: Member) => DescribeCall;

export function notAMethod(decorator: string, label: string, found: string): DecoratorError {
  return new DecoratorError(
    'NOT_A_METHOD',
    `${label}: expected @${decorator} on a method, got ${found}; move it to a method`,
  );
}

/** A member as it is written; `cls` is absent where nobody knows it yet. */
export function memberName(key: PropertyKey, cls?: object): string {
  const name = typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key);
  return cls === undefined ? name : `${className(cls)}.${name}`;
}

/** The name of a class, which may have a static member that is called `name` and is something else. */
export function className(cls: object): string {
  try {
    const { name } = cls as { readonly name?: unknown };
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // A getter of the user's.
  }
  return '(anonymous class)';
}

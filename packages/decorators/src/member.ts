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
export function memberName(key: PropertyKey, cls?: { readonly name: string }): string {
  const name = typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key);
  return cls === undefined ? name : `${cls.name || '(anonymous class)'}.${name}`;
}

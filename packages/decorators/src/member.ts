import { annotateMethod } from '@threadspan/context/ports';
import { DecoratorError } from './errors.js';
import { wrap } from './wrap.js';
import type { DescribeCall, Method } from './wrap.js';

/** A method being decorated, as messages and span names call it. */
export interface Member {
  readonly holder: object;
  readonly key: PropertyKey;
  /** `Class.method` */
  readonly label: string;
}

/**
 * Applies a decorator to a method in the `experimentalDecorators` dialect: wraps it and marks it as callable in
 * workers.
 */
export function decorateMethod<M extends Method>(
  decorator: string,
  holder: unknown,
  key: unknown,
  descriptor: TypedPropertyDescriptor<M> | undefined,
  describe: (member: Member) => DescribeCall,
): void {
  if (typeof key === 'object') {
    throw new DecoratorError(
      'UNSUPPORTED_DIALECT',
      `@${decorator} was applied as a standard decorator; compile with "experimentalDecorators": true`,
    );
  }
  const member = memberOf(holder as object, key as PropertyKey);
  const method = descriptor?.value;
  if (descriptor === undefined || typeof method !== 'function') {
    const found = descriptor?.get || descriptor?.set ? 'an accessor' : 'a field';
    throw new DecoratorError(
      'NOT_A_METHOD',
      `${member.label}: expected @${decorator} on a method, got ${found}; move it to a method`,
    );
  }
  descriptor.value = wrap(method, describe(member));
  annotateMethod(member.holder, member.key, { decorator });
}

function memberOf(holder: object, key: PropertyKey): Member {
  const owner = typeof holder === 'function' ? holder : holder.constructor;
  const label = `${owner.name || '(anonymous class)'}.${typeof key === 'symbol' ? `[${key.description ?? ''}]` : key}`;
  return { holder, key, label };
}

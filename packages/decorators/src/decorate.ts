import { decorateLegacy } from './legacy.js';
import { decorateStandard } from './standard.js';
import type { StandardMethodContext } from './method-decorator.js';
import { DecoratorError } from './errors.js';
import { className, memberName, notAMethod } from './member.js';
import type { DescribeMember } from './member.js';
import type { Method } from './wrap.js';

/** The arguments of a decorator, whichever dialect it was applied in. */
export type DecoratorArguments = readonly unknown[];

/**
 * Applies a decorator to a method: wraps it and marks it as callable in workers. The dialects are told apart by the
 * second argument, which is a context object in the standard one and a property key in the legacy one.
 */
export function decorate(decorator: string, args: DecoratorArguments, describe: DescribeMember): unknown {
  const [target, second, third] = args;
  if (typeof second === 'object' && second !== null && 'kind' in second) {
    const context = second as StandardMethodContext | OtherContext;
    if (context.kind !== 'method') {
      throw notAMethod(decorator, memberName(context.name ?? '(anonymous class)'), NAMES[context.kind]);
    }
    return decorateStandard(decorator, target as Method, context, describe);
  }
  return decorateLegacy(decorator, target as object, second as PropertyKey | undefined, third, describe);
}

/**
 * Refuses a decorator that is written without its parentheses: it gets the class or the method as options.
 *
 * @throws DecoratorError `NOT_CALLED`
 */
export function checkCalled(decorator: string, args: DecoratorArguments): void {
  const [target, second] = args;
  if (args.length < 2 && typeof target !== 'function') return;
  const label =
    typeof second === 'object' && second !== null
      ? memberName((second as OtherContext).name ?? '(anonymous class)')
      : memberOf(target as object, second as PropertyKey | undefined);
  throw new DecoratorError(
    'NOT_CALLED',
    `${label}: expected @${decorator}() with parentheses, got @${decorator}; add them`,
  );
}

function memberOf(holder: object, key: PropertyKey | undefined): string {
  const cls = typeof holder === 'function' ? holder : holder.constructor;
  return key === undefined ? className(cls) : memberName(key, cls);
}

interface OtherContext {
  readonly kind: keyof typeof NAMES;
  readonly name: string | symbol | undefined;
}

const NAMES = {
  class: 'a class',
  getter: 'an accessor',
  setter: 'an accessor',
  accessor: 'an accessor',
  field: 'a field',
};

import { annotateFunction, annotateMethod } from '@threadspan/context/ports';
import { memberName } from './member.js';
import type { DescribeMember } from './member.js';
import { constructedClass, holdingClass } from './defining-class.js';
import type { StandardMethodContext } from './method-decorator.js';
import { wrap } from './wrap.js';
import type { DescribeCall, Method } from './wrap.js';

/**
 * Applies a decorator in the standard (TC39) dialect. The class is not known before one of its instances, or for a
 * static method the class itself, is initialised; the name of the member is completed then.
 */
export function decorateStandard<M extends Method>(
  decorator: string,
  method: M,
  context: StandardMethodContext,
  describe: DescribeMember,
): M {
  const { name, static: isStatic, private: isPrivate, metadata } = context;
  const describeIn = (cls?: object) => describe({ label: memberName(name, cls), method });

  const unplaced = describeIn();
  let placed: DescribeCall | undefined;
  let cls: object | undefined;

  const wrapped = wrap(method, (args, self) => {
    if (placed !== undefined) return placed(args, self);
    // A constructor further up may call the method before this class has initialised the instance.
    cls ??= holdingClass(self, name, wrapped);
    // Not before the first call: a compiler may name a class after its static initializers.
    if (cls !== undefined) placed = describeIn(cls);
    return (placed ?? unplaced)(args, self);
  });

  context.addInitializer(function (this: object) {
    if (isStatic && !isPrivate) annotateMethod(this, name, { decorator });
    cls ??= isStatic ? this : (holdingClass(this, name, wrapped) ?? constructedClass(this));
  });

  if (!isStatic && !isPrivate) {
    annotateFunction(wrapped, { decorator });
    if (metadata) annotateMethod(metadata, name, { decorator });
  }
  return wrapped;
}

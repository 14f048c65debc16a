import { annotateMethod } from '@threadspan/context/ports';
import { className, memberName, notAMethod } from './member.js';
import type { DescribeMember } from './member.js';
import { wrap } from './wrap.js';
import type { Method } from './wrap.js';

/** Applies a decorator in the `experimentalDecorators` dialect. The descriptor is changed in place. */
export function decorateLegacy(
  decorator: string,
  holder: object,
  key: PropertyKey | undefined,
  third: unknown,
  describe: DescribeMember,
): void {
  const cls = typeof holder === 'function' ? holder : holder.constructor;
  if (key === undefined) {
    const found = typeof third === 'number' ? 'a parameter' : 'a class';
    throw notAMethod(decorator, className(cls), found);
  }
  const label = memberName(key, cls);
  if (typeof third === 'number') throw notAMethod(decorator, label, 'a parameter');
  const descriptor = third as PropertyDescriptor | undefined;
  const method: unknown = descriptor?.value;
  if (descriptor === undefined || typeof method !== 'function') {
    throw notAMethod(decorator, label, descriptor?.get || descriptor?.set ? 'an accessor' : 'a field');
  }
  const member = { label, method: method as Method, place: { holder, key } };
  descriptor.value = wrap(member.method, describe(member));
  annotateMethod(holder, key, { decorator });
}

import 'reflect-metadata';
import { getSpanHierarchy } from '@threadspan/context';
import { WithParallelContext } from '@threadspan/decorators';

describe('metadata of other libraries', () => {
  // As the decorators of Nest do: on the function, wherever in the stack of decorators they stand.
  const onFunction =
    (key: string): MethodDecorator =>
    (_target, _key, { value }) =>
      Reflect.defineMetadata(key, true, value as object);

  it('is on the function after decoration, from above and from below', () => {
    const { run } = decorated([onFunction('below'), WithParallelContext(), onFunction('above')]);
    expect(Reflect.getMetadataKeys(run as object).sort()).toEqual(['above', 'below']);
  });

  it('is found under the name and key of the method, a symbol too', () => {
    const key = Symbol('run');
    const methods = decorated([Reflect.metadata('role', 'admin'), WithParallelContext()], key);
    expect(Reflect.getMetadata('role', methods, key)).toBe('admin');
  });

  it('leaves every method of a class to be decorated by one loop over its keys', () => {
    const key = Symbol('run');
    const methods = decorated([WithParallelContext()], key);
    expect(methods[key]?.()).toEqual(['Object.[run]']);
  });

  /** An object whose only method has these decorators, innermost first. */
  function decorated(decorators: MethodDecorator[], key: string | symbol = 'run') {
    const holder: Record<string | symbol, () => string[]> = {
      [key]: () => getSpanHierarchy().map(({ name }) => name),
    };
    for (const decorator of decorators) {
      const descriptor = Object.getOwnPropertyDescriptor(holder, key) as TypedPropertyDescriptor<unknown>;
      Object.defineProperty(holder, key, decorator(holder, key, descriptor) ?? descriptor);
    }
    return holder;
  }
});

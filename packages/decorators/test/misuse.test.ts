import { getAnnotatedMethod } from '@threadspan/context/ports';
import { DecoratorError, ProcessFile, SpanAttribute, WithParallelContext } from '@threadspan/decorators';
import type { MethodDecoratorOf } from '@threadspan/decorators';

// The compiler refuses these places, so they are decorated by hand, as untyped code does.
type Decorate = (target: unknown, key: unknown, descriptor?: PropertyDescriptor) => void;

const DECORATORS: [string, () => MethodDecoratorOf][] = [
  ['WithParallelContext', WithParallelContext],
  ['ProcessFile', ProcessFile],
];

describe.each(DECORATORS)('@%s', (name, decorator) => {
  const decorate = decorator() as Decorate;

  class Misused {
    get accessor(): number {
      return 1;
    }
    static field = 1;
  }

  const refusal = (target: object, key: PropertyKey, descriptor?: PropertyDescriptor): unknown => {
    try {
      decorate(target, key, descriptor);
    } catch (error) {
      return error;
    }
    throw new Error('Expected a refusal');
  };

  it('refuses an accessor and names Class.member', () => {
    const descriptor = Object.getOwnPropertyDescriptor(Misused.prototype, 'accessor');
    const error = refusal(Misused.prototype, 'accessor', descriptor);
    expect(error).toMatchObject({
      name: 'DecoratorError',
      code: 'NOT_A_METHOD',
      message: `Misused.accessor: expected @${name} on a method, got an accessor; move it to a method`,
    });
    expect(getAnnotatedMethod(Misused.prototype, 'accessor')).toBeUndefined();
  });

  it('refuses a field, with or without a descriptor, and names Class.member', () => {
    const error = { code: 'NOT_A_METHOD', message: expect.stringMatching(/^Misused\.field: .*got a field/) };
    expect(refusal(Misused.prototype, 'field')).toMatchObject(error);
    expect(refusal(Misused, 'field', Object.getOwnPropertyDescriptor(Misused, 'field'))).toMatchObject(error);
  });

  it('names members with symbol keys and anonymous classes', () => {
    expect(refusal(Misused.prototype, Symbol('scan'))).toMatchObject({
      message: expect.stringMatching(/^Misused\.\[scan\]: /),
    });
    expect(refusal((() => class {})().prototype, 'field')).toMatchObject({
      message: expect.stringMatching(/^\(anonymous class\)\.field: /),
    });
  });

  it('refuses with an error that DecoratorError.is recognises', () => {
    expect(DecoratorError.is(refusal(Misused, 'field'))).toBe(true);
    expect(DecoratorError.is(new TypeError('other'))).toBe(false);
    expect(DecoratorError.is(null)).toBe(false);
  });

  it.each([
    ['a method', [Misused.prototype, 'run', {}], 'Misused.run'],
    ['a static method', [Misused, 'run', {}], 'Misused.run'],
    ['a standard method', [() => undefined, { kind: 'method', name: 'run' }], 'run'],
    ['a class', [Misused], 'Misused'],
  ])('refuses to stand on %s without its parentheses', (_what, args, label) => {
    const apply = () => (decorator as (...args: unknown[]) => unknown)(...args);
    expect(apply).toThrow(DecoratorError);
    expect(apply).toThrow(`${label}: expected @${name}() with parentheses, got @${name}; add them`);
  });

  it('refuses a class and a parameter', () => {
    const onClass = () => (decorate as (...args: unknown[]) => void)(Misused);
    expect(onClass).toThrow(`Misused: expected @${name} on a method, got a class; move it to a method`);
    const onParameter = () => {
      decorate(Misused.prototype, 'run', 0 as never);
    };
    expect(onParameter).toThrow(/^Misused\.run: .*got a parameter/);
  });

  it.each([
    ['getter', 'an accessor'],
    ['setter', 'an accessor'],
    ['accessor', 'an accessor'],
    ['field', 'a field'],
    ['class', 'a class'],
  ])('refuses a %s as a standard decorator, with the name that is known', (kind, found) => {
    const apply = () => {
      decorate(undefined, { kind, name: '#limit', static: false, private: true });
    };
    expect(apply).toThrow(DecoratorError);
    expect(apply).toThrow(`#limit: expected @${name} on a method, got ${found}; move it to a method`);
  });
});

describe('@SpanAttribute', () => {
  const attribute = SpanAttribute('limit') as Decorate;
  class Misused {
    run(): void {}
  }

  it.each([
    ['a parameter of a constructor', Misused, undefined, 0, 'Misused.constructor'],
    ['a method', Misused.prototype, 'run', {}, 'Misused.run'],
    ['a standard method', () => undefined, { kind: 'method', name: 'run' }, undefined, 'run'],
    ['a standard class', Misused, { kind: 'class', name: 'Misused' }, undefined, 'Misused'],
  ])('refuses %s', (_what, target, key, third, label) => {
    const apply = () => {
      attribute(target, key, third as never);
    };
    expect(apply).toThrow(DecoratorError);
    expect(apply).toThrow(`${label}: expected @SpanAttribute on a parameter of a method`);
  });
});

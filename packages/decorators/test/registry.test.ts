import { getAnnotatedMethod } from '@threadspan/context/ports';
import type * as Fixture from './fixtures/annotated';
import { ALL_DIALECTS, load } from './fixtures/load';

// No instance is made of these classes: the main thread of an executor has none, either.
describe.each(ALL_DIALECTS)('with %s, a decorated method', (dialect) => {
  const fixture = load<typeof Fixture>('annotated', dialect);
  const { Base, Derived, KEY } = fixture;

  it('is marked on the prototype that holds it, with the decorator that did it', () => {
    expect(getAnnotatedMethod(Base.prototype, 'parse')).toEqual({ decorator: 'ProcessFile' });
    expect(getAnnotatedMethod(Base.prototype, 'score')).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Base.prototype, KEY)).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Base.prototype, '42')).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Base.prototype, 42)).toEqual({ decorator: 'WithParallelContext' });
  });

  it('is marked on the class when it is static', () => {
    expect(getAnnotatedMethod(Base, 'count')).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Base, 'coveredCount')).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Base.prototype, 'count')).toBeUndefined();
  });

  it('is found on a derived class that inherits it, and not where that overrides it', () => {
    expect(getAnnotatedMethod(Derived.prototype, 'parse')).toEqual({ decorator: 'ProcessFile' });
    expect(getAnnotatedMethod(Derived.prototype, 'score')).toBeUndefined();
    expect(getAnnotatedMethod(Derived, 'count')).toEqual({ decorator: 'WithParallelContext' });
  });

  it('marks none of its neighbours', () => {
    expect(getAnnotatedMethod(Base.prototype, 'plain')).toBeUndefined();
    expect(getAnnotatedMethod(Base.prototype, 'constructor')).toBeUndefined();
  });

  const known = dialect !== 'standard decorators';
  it(`${known ? 'is' : 'is not'} known as such under a decorator that has replaced it`, () => {
    expect(getAnnotatedMethod(Base.prototype, 'covered') !== undefined).toBe(known);
  });
});

describe('a standard decorator with `Symbol.metadata`', () => {
  const METADATA = Symbol.for('Symbol.metadata');
  beforeAll(() => Object.defineProperty(Symbol, 'metadata', { value: METADATA, configurable: true }));
  afterAll(() => Reflect.deleteProperty(Symbol, 'metadata'));

  it('marks a method also where another decorator has replaced it, and puts nothing into the metadata', () => {
    const { Base, Derived } = load<typeof Fixture>('annotated', 'standard decorators');
    expect(getAnnotatedMethod(Base.prototype, 'covered')).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Derived.prototype, 'covered')).toBeUndefined();
    expect(getAnnotatedMethod(Base.prototype, 'count')).toBeUndefined();
    const metadata = (Base as unknown as Record<symbol, object>)[METADATA];
    expect(Reflect.ownKeys(metadata ?? { none: true })).toEqual([]);
  });
});

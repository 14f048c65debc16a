import { getAnnotatedMethod } from '@threadspan/context/ports';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

const KEY = Symbol('scan');

class Base {
  @ProcessFile()
  parse(_path: string): void {}

  @WithParallelContext()
  score(): void {}

  @WithParallelContext()
  [KEY](): void {}

  @WithParallelContext()
  static count(): void {}

  plain(): void {}
}

class Derived extends Base {
  override score(): void {}
}

describe('a decorated method', () => {
  it('is marked on the prototype that holds it, with the decorator that did it', () => {
    expect(getAnnotatedMethod(Base.prototype, 'parse')).toEqual({ decorator: 'ProcessFile' });
    expect(getAnnotatedMethod(Base.prototype, 'score')).toEqual({ decorator: 'WithParallelContext' });
    expect(getAnnotatedMethod(Base.prototype, KEY)).toEqual({ decorator: 'WithParallelContext' });
  });

  it('is marked on the class when it is static', () => {
    expect(getAnnotatedMethod(Base, 'count')).toEqual({ decorator: 'WithParallelContext' });
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
});

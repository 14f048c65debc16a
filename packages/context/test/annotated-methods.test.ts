import { annotateFunction, annotateMethod, getAnnotatedMethod } from '@threadspan/context/ports';

class Base {
  static create(): Base {
    return new Base();
  }
  analyze(): string {
    return 'base';
  }
  plain(): void {}
}

class Inheriting extends Base {}

class Overriding extends Base {
  static override create(): Base {
    return new Overriding();
  }
  override analyze(): string {
    return 'override';
  }
}

class Remarked extends Overriding {
  override analyze(): string {
    return 'marked again';
  }
}

const SYMBOL = Symbol('method');
const mark = { decorator: '@ProcessFile' };

annotateMethod(Base.prototype, 'analyze', mark);
annotateMethod(Base.prototype, SYMBOL, mark);
annotateMethod(Base, 'create', mark);
annotateMethod(Remarked.prototype, 'analyze', { decorator: '@WithParallelContext' });

describe('the mark of a method', () => {
  it('is found on its class and on instances', () => {
    expect(getAnnotatedMethod(Base.prototype, 'analyze')).toBe(mark);
    expect(getAnnotatedMethod(new Base(), 'analyze')).toBe(mark);
  });

  it('is not there for other methods, keys and classes', () => {
    expect(getAnnotatedMethod(Base.prototype, 'plain')).toBeUndefined();
    expect(getAnnotatedMethod(Base.prototype, 'missing')).toBeUndefined();
    expect(getAnnotatedMethod(Base.prototype, 'toString')).toBeUndefined();
    expect(getAnnotatedMethod({}, 'analyze')).toBeUndefined();
  });

  it('is inherited with the method', () => {
    expect(getAnnotatedMethod(Inheriting.prototype, 'analyze')).toBe(mark);
    expect(getAnnotatedMethod(new Inheriting(), 'analyze')).toBe(mark);
  });

  it('is not inherited by an override', () => {
    expect(getAnnotatedMethod(Overriding.prototype, 'analyze')).toBeUndefined();
    expect(getAnnotatedMethod(new Overriding(), 'analyze')).toBeUndefined();
  });

  it('counts again on an override that has one of its own', () => {
    expect(getAnnotatedMethod(new Remarked(), 'analyze')).toEqual({ decorator: '@WithParallelContext' });
  });

  it('is not there for an own property that hides the method', () => {
    const instance = Object.assign(new Base(), { analyze: () => 'own' });
    expect(getAnnotatedMethod(instance, 'analyze')).toBeUndefined();
  });

  it('may be on a static method, which subclasses inherit too', () => {
    expect(getAnnotatedMethod(Base, 'create')).toBe(mark);
    expect(getAnnotatedMethod(Inheriting, 'create')).toBe(mark);
    expect(getAnnotatedMethod(Overriding, 'create')).toBeUndefined();
    expect(getAnnotatedMethod(Base.prototype, 'create')).toBeUndefined();
  });

  it('may be on a symbol, once the method is there', () => {
    expect(getAnnotatedMethod(Base.prototype, SYMBOL)).toBeUndefined();
    Object.defineProperty(Base.prototype, SYMBOL, { value: () => 1, configurable: true });
    expect(getAnnotatedMethod(new Inheriting(), SYMBOL)).toBe(mark);
  });

  it('may be on the function itself, and holds wherever that is a method', () => {
    class Plain {
      run(): void {}
    }
    class Replacing extends Plain {
      override run(): void {}
    }
    annotateFunction(Object.getOwnPropertyDescriptor(Plain.prototype, 'run')?.value as object, mark);
    expect(getAnnotatedMethod(Plain.prototype, 'run')).toBe(mark);
    expect(getAnnotatedMethod(new Plain(), 'run')).toBe(mark);
    expect(getAnnotatedMethod(Replacing.prototype, 'run')).toBeUndefined();
  });

  it('may be on the metadata of the class, and is not there for a class that inherits them', () => {
    class Plain {
      run(): void {}
    }
    const metadata = {};
    Object.defineProperty(Plain, Symbol.for('Symbol.metadata'), { value: metadata });
    class Replacing extends Plain {
      override run(): void {}
    }
    annotateMethod(metadata, 'run', mark);
    expect(getAnnotatedMethod(Plain.prototype, 'run')).toBe(mark);
    expect(getAnnotatedMethod(Replacing.prototype, 'run')).toBeUndefined();
    expect(getAnnotatedMethod(Plain, 'run')).toBeUndefined();
  });
});

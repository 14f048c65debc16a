import { runInNewContext } from 'node:vm';
import { diag } from '@opentelemetry/api';
import { registerErrorClass } from '@threadspan/context';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { cross } from './cross';

class ParseError extends Error {
  override name = 'ParseError';
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
  get where(): string {
    return `line ${this.line}`;
  }
}

describe('an error of a class of its own', () => {
  it('keeps its name and its fields', () => {
    const revived = cross(new ParseError('bad', 3));
    expect(revived).toBeInstanceOf(Error);
    expect([revived.name, revived.message, revived['line']]).toEqual(['ParseError', 'bad', 3]);
  });

  it('is an instance of the nearest built-in class', () => {
    class Base extends TypeError {}
    class Own extends Base {
      override name = 'Own';
    }
    class ManyErrors extends AggregateError {}
    class TooSlow extends DOMException {}
    const revived = cross(new Own('x'));
    expect(Object.getPrototypeOf(revived)).toBe(TypeError.prototype);
    expect([revived.name, revived.constructor]).toEqual(['Own', TypeError]);
    expect(cross(new ManyErrors([1], 'x'))).toBeInstanceOf(AggregateError);
    expect(cross(new TooSlow('x', 'TimeoutError'))).toMatchObject({ name: 'TimeoutError', code: 23 });
  });

  it('is an instance of its class once that is registered, without a call of the constructor', () => {
    let constructed = 0;
    class Registered extends ParseError {
      constructor(line: number) {
        super('registered', line);
        constructed++;
      }
    }
    const error = new Registered(4);
    registerErrorClass(Registered);
    const revived = cross<Registered>(error);
    expect(revived).toBeInstanceOf(Registered);
    expect(Object.getPrototypeOf(revived)).toBe(Registered.prototype);
    expect(revived.where).toBe('line 4');
    expect(constructed).toBe(1);
  });

  it('is an instance of the nearest class that is registered', () => {
    class Known extends RangeError {}
    class Unknown extends Known {}
    registerErrorClass(Known);
    expect(Object.getPrototypeOf(cross(new Unknown('x')))).toBe(Known.prototype);
  });

  it('works as what it is built on when it is registered', () => {
    class TooLate extends DOMException {
      get isLate() {
        return this.name === 'TimeoutError';
      }
    }
    registerErrorClass(TooLate);
    expect(cross(new TooLate('x', 'TimeoutError'))).toMatchObject({ isLate: true, message: 'x', code: 23 });
  });

  it('loses its private fields', () => {
    class Guarded extends Error {
      #secret = 'key';
      get secret() {
        return this.#secret;
      }
    }
    registerErrorClass(Guarded);
    const revived = cross<Guarded>(new Guarded('x'));
    expect(revived).toBeInstanceOf(Guarded);
    expect(() => revived.secret).toThrow(TypeError);
  });

  it('is no instance of what only its name says', () => {
    const revived = cross(Object.assign(new Error('x'), { name: 'TypeError' }));
    expect([revived.name, revived instanceof TypeError]).toEqual(['TypeError', false]);
  });

  it('may come from another realm', () => {
    const error: unknown = runInNewContext(
      'class Far extends RangeError {}; const e = new Far("x"); e.code = 1; e',
    );
    expect(error).not.toBeInstanceOf(RangeError);
    const revived = cross(error);
    expect(revived).toBeInstanceOf(RangeError);
    expect(revived).toMatchObject({ message: 'x', code: 1 });
  });
});

describe('registerErrorClass', () => {
  let log: ReturnType<typeof recordDiag>;

  beforeEach(() => {
    log = recordDiag();
  });

  afterEach(() => diag.disable());

  it.each([
    ['undefined', undefined],
    ['a name', 'ParseError'],
    ['an error', new Error('x')],
    ['a function', () => new Error('x')],
    ['a class of something else', class Other {}],
    ['a class without a name', (() => class extends Error {})()],
  ])('refuses %s', (_what, cls) => {
    expect(() => registerErrorClass(cls as typeof Error)).toThrow(TypeError);
    expect(() => registerErrorClass(cls as typeof Error)).toThrow(
      /^Expected an error class, got .+; pass a class/s,
    );
  });

  it('refuses a class that has the name of a built-in one', () => {
    const classes = { TypeError: class TypeError extends Error {} };
    expect(() => registerErrorClass(classes.TypeError)).toThrow(
      'Expected an error class with a name of its own, got TypeError, which is built in; give it another name',
    );
    expect(Object.getPrototypeOf(cross(new TypeError('x')))).toBe(TypeError.prototype);
  });

  it('takes built-in classes as they are', () => {
    for (const cls of [Error, TypeError, AggregateError, DOMException]) registerErrorClass(cls);
    expect(Object.getPrototypeOf(cross(new TypeError('x')))).toBe(TypeError.prototype);
  });

  it('gives errors to the later one of two classes with the same name, and warns', () => {
    const [first, second] = [1, 2].map(() => class Twice extends Error {});
    registerErrorClass(first!);
    registerErrorClass(first!);
    expect(log.warnings).toEqual([]);
    registerErrorClass(second!);
    expect(log.warnings).toEqual([expect.stringContaining('two error classes with the name Twice')]);
    expect(cross(new first!('x'))).toBeInstanceOf(second);
  });
});

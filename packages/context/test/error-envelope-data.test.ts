import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cross } from './cross';

const field = (value: unknown) => cross(Object.assign(new Error('x'), { value }))['value'];

describe('a field that can be cloned', () => {
  it.each([
    ['a Map', new Map([['a', { b: 1 }]])],
    ['a Set', new Set([1])],
    ['a typed array', new Uint8Array([1, 2])],
    ['a regular expression', /a/gi],
    ['a bigint', 12n],
    ['-0', -0],
    ['NaN', NaN],
  ])('comes back as it was: %s', (_what, value) => {
    expect(field(value)).toEqual(value);
  });

  it('is cut at 100 levels, since the other side may have less of a stack', () => {
    let value: object = {};
    for (let i = 0; i < 200; i++) value = { value };
    let depth = 0;
    for (let at = field(value); typeof at === 'object'; at = (at as { value: unknown }).value) depth++;
    expect(depth).toBe(99);
  });

  it('loses the prototype of its class', () => {
    class Position {
      readonly line = 3;
      #secret = 1;
      get secret() {
        return this.#secret;
      }
    }
    expect(field({ at: new Position() })).toEqual({ at: { line: 3 } });
    expect(field({ at: new Position(), fn: () => 1 })).toMatchObject({ at: { line: 3 } });
    expect(field(Object.assign(Object.create(null) as object, { a: 1 }))).toEqual({ a: 1 });
  });

  it('comes back whole, however large', () => {
    const large = Array.from({ length: 150_000 }, (_, i) => ({ i }));
    expect(field(large)).toHaveLength(large.length);
  });
});

describe('a field that cannot be cloned', () => {
  it('loses only the leaves at fault', () => {
    const value = {
      url: '/a',
      retry: { times: 3, when: () => true },
      tags: ['a', Symbol('b')],
      at: new Date(0),
    };
    expect(field(value)).toEqual({
      url: '/a',
      retry: { times: 3, when: '[Function: when]' },
      tags: ['a', 'Symbol(b)'],
      at: new Date(0),
    });
  });

  it('keeps its cycles and what it shares', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { fn: () => 1, one: shared, two: shared };
    value['self'] = value;
    const back = field(value) as typeof value;
    expect(back['self']).toBe(back);
    expect(back['two']).toBe(back['one']);
  });

  it('is described as a whole when it is an instance of a class', () => {
    class Handle {
      close = () => undefined;
      id = 7;
    }
    expect(field(new Handle())).toBe('Handle { close: [Function: close], id: 7 }');
    expect(field([Promise.resolve(1), new WeakMap()])).toEqual(['[Promise]', 'WeakMap { <items unknown> }']);
  });

  it('runs no getter and no custom inspection for its description', () => {
    let ran = 0;
    class Handle {
      close = () => undefined;
      [Symbol.for('nodejs.util.inspect.custom')]() {
        ran++;
      }
    }
    const handle = Object.defineProperty(new Handle(), 'secret', { get: () => ran++, enumerable: true });
    expect(field({ handle })).toEqual({ handle: expect.stringContaining('secret: [Getter]') as string });
    // The attempts to clone it, which is all that a thread does too, run getters.
    expect(ran).toBeLessThanOrEqual(2);
  });

  it('has a description of up to 1,000 characters', () => {
    class Handle {
      close = () => undefined;
      data = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`key${i}`, i]));
      more = 'x'.repeat(5_000);
    }
    expect(field(new Handle())).toHaveLength(1_000);
    expect(field(Object.assign(new Handle(), Object.fromEntries(Array(2_000).entries())))).toBe('[object]');
  });

  it('may be a request with a socket, as HTTP clients attach it', async () => {
    const server = createServer((_, response) => response.end()).listen(0);
    const request = get({ port: (server.address() as AddressInfo).port, headers: { 'x-a': '1' } });
    await new Promise((resolve) => request.once('response', resolve));
    const config = { url: '/a', transform: [(data: unknown) => data], headers: { accept: '*/*' } };
    const error = Object.assign(new Error('Request failed with status code 500'), {
      isAxiosError: true,
      config,
      request,
      response: { status: 500, data: { reason: 'x' }, config, request },
    });
    const revived = cross(error);
    request.destroy();
    server.close();
    expect(revived['request']).toMatch(/^(<ref \*1> )?ClientRequest \{.{900,990}$/s);
    expect(revived['response']).toEqual({
      status: 500,
      data: { reason: 'x' },
      config: { url: '/a', transform: [expect.any(String)], headers: { accept: '*/*' } },
      request: revived['request'],
    });
    expect((revived['response'] as typeof error.response).config).toBe(revived['config']);
  });

  it('is cut at 100 levels', () => {
    let value: object = { fn: () => 1 };
    for (let i = 0; i < 100_000; i++) value = { value };
    let depth = 0;
    let at = field(value);
    for (; typeof at === 'object'; at = (at as { value: unknown }).value) depth++;
    expect(depth).toBe(99);
    expect(at).toBe('{ value: { value: [Object] } }');
  });

  it('is cut at 100,000 entries', () => {
    const many = field(Array.from({ length: 300_000 }, (_, i) => (i === 0 ? () => 1 : i))) as unknown[];
    expect(many).toHaveLength(100_000);
  });

  it('keeps up to a hundred instances of classes, and any number of dates', () => {
    class Position {
      line = 3;
    }
    const rows = Array.from({ length: 101 }, () => ({ at: new Position(), on: new Date(0) }));
    const back = field([() => 1, ...rows]) as typeof rows;
    expect(back.at(100)).toEqual({ at: { line: 3 }, on: new Date(0) });
    expect(back.at(101)).toEqual({ at: 'Position { line: 3 }', on: new Date(0) });
  });

  it('is described at length up to a hundred times', () => {
    const many = field(Array.from({ length: 1_000 }, () => () => 1)) as string[];
    expect([many.at(99), many.at(100), many.at(999)]).toEqual([
      '[Function (anonymous)]',
      '[function]',
      '[function]',
    ]);
  });

  it('keeps an entry `__proto__` as what it is, an entry', () => {
    const value = JSON.parse('{ "__proto__": { "polluted": 1 } }') as object;
    const [back] = field([Object.assign(value, { fn: () => 1 })]) as [{ polluted?: number }];
    expect(back.polluted).toBeUndefined();
    expect(Object.keys(back)).toEqual(['__proto__', 'fn']);
  });

  it('may be a proxy', () => {
    expect(field(new Proxy({ a: 1, error: new TypeError('in') }, {}))).toEqual({
      a: 1,
      error: new TypeError('in'),
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(field([proxy])).toEqual(['[object]']);
  });
});

describe('something thrown that is no error', () => {
  it.each([
    ['text'],
    [5],
    [-0],
    [NaN],
    [undefined],
    [null],
    [true],
    [12n],
    [{ code: 1, deep: [1] }],
    [[1, 2]],
    [new Map([[1, 2]])],
  ])('comes back as it was: %p', (thrown) => {
    expect(cross<unknown>(thrown)).toEqual(thrown);
  });

  it.each([
    ['a function', function named() {}, '[Function: named]'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a promise', Promise.resolve(), '[Promise]'],
    ['an object that has a function', { code: 1, fn() {} }, { code: 1, fn: '[Function: fn]' }],
  ])('comes back as a description of what cannot be cloned: %s', (_what, thrown, back) => {
    expect(cross<unknown>(thrown)).toEqual(back);
  });

  it('may even be a proxy that refuses everything', () => {
    const refuse = () => {
      throw new Error('refused');
    };
    const traps: ProxyHandler<object> = {
      get: refuse,
      ownKeys: refuse,
      getPrototypeOf: refuse,
      has: refuse,
      getOwnPropertyDescriptor: refuse,
    };
    expect(typeof cross<unknown>(new Proxy({}, traps))).toBe('string');
    delete traps.getPrototypeOf;
    expect(cross(new Proxy(new Error('x'), traps))).toBeInstanceOf(Error);
  });
});

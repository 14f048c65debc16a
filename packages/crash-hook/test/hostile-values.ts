import { inspect, types } from 'node:util';
import { runInNewContext } from 'node:vm';
import { withSpan } from '@threadspan/context';
import { HOSTILE_TEXTS } from './hostile-texts';
import { SHAPES } from './secrets';

/** Something that may be thrown and was made to do harm. */
export interface HostileValue {
  readonly name: string;
  /** Makes it anew. */
  readonly make: () => unknown;
  /** Must not be in anything that is made of a report. */
  readonly secrets?: readonly string[];
}

/** What ran of the code that hostile values bring along, other than getters that merely had to be read. */
export const executed: string[] = [];

const run = (what: string) => () => {
  executed.push(what);
  return what;
};
const throwing = (): never => {
  throw new Error('no');
};
const withFields = (fields: object) => Object.assign(new Error('fields'), fields);

const FUNCTIONS = {
  toString: { value: run('toString'), enumerable: true },
  toJSON: { value: run('toJSON'), enumerable: true },
  valueOf: { value: run('valueOf'), enumerable: true },
  then: { value: run('then'), enumerable: true },
  [Symbol.toPrimitive]: { value: run('toPrimitive'), enumerable: true },
  [Symbol.iterator]: { value: run('iterator'), enumerable: true },
  [inspect.custom]: { value: run('inspect'), enumerable: true },
};
// The stack first: V8 makes it when it is redefined, from what the others say.
const KEYS = ['stack', 'name', 'message', 'cause', 'errors', 'code', 'toString', 'constructor', 'own'];
const TRAPS: (keyof ProxyHandler<object>)[] = [
  ...(['apply', 'construct', 'defineProperty', 'deleteProperty', 'get', 'getOwnPropertyDescriptor'] as const),
  ...(['getPrototypeOf', 'has', 'isExtensible', 'ownKeys', 'preventExtensions', 'set'] as const),
  'setPrototypeOf',
];

const throwingGetters = (target: object) => {
  for (const key of [...KEYS, Symbol.toPrimitive, Symbol.toStringTag])
    Object.defineProperty(target, key, { get: throwing, set: run(`set ${String(key)}`), enumerable: true });
  return target;
};
const proxyOf = (target: object) =>
  new Proxy(target, Object.fromEntries(TRAPS.map((trap) => [trap, throwing])));
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable(new Error('revoked'), {});
  revoke();
  return proxy;
};

const cyclicCause = () => {
  const error = new Error('outer', { cause: new Error('inner') });
  (error.cause as Error).cause = error;
  return error;
};
const cyclicAggregate = () => {
  const error = new AggregateError([], 'all');
  error.errors.push(error, new Error('inner', { cause: error }), new AggregateError([error], 'again'));
  return error;
};
const deepCause = () => {
  let error = new Error('innermost');
  for (let depth = 0; depth < 10_000; depth += 1) error = new Error(`at ${depth}`, { cause: error });
  return error;
};

class Changing extends Error {
  #read = 0;
  override get message() {
    return `read ${(this.#read += 1)} times`;
  }
}

const preparing = (prepare: () => unknown) => () => {
  const before: unknown = Reflect.get(Error, 'prepareStackTrace');
  Error.prepareStackTrace = prepare;
  try {
    return new Error('prepared');
  } finally {
    Reflect.set(Error, 'prepareStackTrace', before);
  }
};

const thrownWithin = (name: string, attributes: object) => {
  const error = new Error('in a span');
  try {
    withSpan(name, { attributes: attributes as never }, () => {
      throw error;
    });
  } catch {
    // It carries the span now.
  }
  return error;
};

/** Text in every place that takes text. */
const everywhere = (text: string): unknown => {
  const error = thrownWithin(text, { [text]: text, list: [text, text] });
  return Object.assign(error, {
    name: text,
    message: text,
    code: text,
    cause: text,
    [text]: text,
    nested: { [text]: [text] },
    errors: [new Error(text), { [text]: text }],
    stack: `${text}: ${text}\n    at ${text} (/a/${text}.js:1:2)\n    at /b/${text}.js:3:4`,
  });
};

/** What a crash report must survive; each is made, reported and shown like any other error. */
export const HOSTILE_VALUES: readonly HostileValue[] = [
  ...HOSTILE_TEXTS.map(([name, text]) => ({ name: `${name} everywhere`, make: () => everywhere(text) })),
  ...SHAPES.map(([name, secret]) => ({
    name: `${name} everywhere`,
    make: () => everywhere(`got "${secret}" here`),
    secrets: secret.split('\n').slice(-2, -1).concat(secret),
  })),
  {
    name: 'fields named as secrets',
    make: () =>
      withFields({
        password: 'hunter2hunter2',
        apiKey: { in: 'hunter2hunter2' },
        a: { token: 'hunter2hunter2' },
      }),
    secrets: ['hunter2hunter2'],
  },
  { name: 'getters that throw', make: () => throwingGetters(new Error('x')) },
  { name: 'getters that throw, of no error', make: () => throwingGetters({}) },
  {
    name: 'getters that throw in a prototype',
    make: () => Object.create(throwingGetters(Object.create(Error.prototype) as object)) as unknown,
  },
  {
    name: 'functions where values are taken',
    make: () => Object.defineProperties(new Error('x'), FUNCTIONS),
  },
  {
    name: 'functions of no error',
    make: () => Object.defineProperties({ name: 'N', message: 'm' }, FUNCTIONS),
  },
  {
    name: 'objects with functions for texts',
    make: () => {
      const text = () => Object.defineProperties({}, FUNCTIONS);
      return withFields({
        name: text(),
        message: text(),
        stack: text(),
        code: text(),
        cause: text(),
        own: text(),
      });
    },
  },
  {
    name: 'getters and setters of own fields',
    make: () =>
      Object.defineProperty(new Error('x'), 'own', {
        get: run('get own'),
        set: run('set own'),
        enumerable: true,
      }),
  },
  { name: 'a cycle of causes', make: cyclicCause },
  { name: 'a cycle of aggregated errors', make: cyclicAggregate },
  { name: 'ten thousand causes', make: deepCause },
  {
    name: 'a cycle of fields',
    make: () => {
      const error = withFields({});
      return Object.assign(error, { self: error });
    },
  },
  { name: 'a proxy of an error whose traps throw', make: () => proxyOf(new Error('x')) },
  { name: 'a proxy of a function whose traps throw', make: () => proxyOf(() => {}) },
  { name: 'a revoked proxy', make: revoked },
  {
    name: 'a revoked proxy as cause, error and field',
    make: () => Object.assign(new AggregateError([revoked()], 'x', { cause: revoked() }), { own: revoked() }),
  },
  { name: 'a stack made of no string', make: preparing(() => ({ toString: run('stack.toString') })) },
  { name: 'a stack that throws when made', make: preparing(throwing) },
  { name: 'a frozen error', make: () => Object.freeze(Object.assign(new Error('frozen'), { a: 1 })) },
  { name: 'a message that differs each time', make: () => new Changing() },
  { name: 'a huge array', make: () => Array.from({ length: 1_000_000 }, (_, index) => index) },
  {
    name: 'huge own fields',
    make: () =>
      withFields({
        text: 'x'.repeat(10_000_000),
        list: new Array(1e6).fill('y'),
        bytes: Buffer.alloc(1e7),
        set: new Set(Array.from({ length: 1e5 }, (_, i) => i)),
      }),
  },
  {
    name: 'a hundred thousand own fields',
    make: () => withFields(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, i]))),
  },
  {
    name: 'an object of too many fields in a field',
    make: () =>
      withFields({ a: [{ b: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, i])) }] }),
  },
  {
    name: 'huge aggregated errors',
    make: () =>
      new AggregateError(
        Array.from(
          { length: 10_000 },
          () => new Error('x'.repeat(10_000), { cause: new Error('y'.repeat(10_000)) }),
        ),
        'z'.repeat(1_000_000),
      ),
  },
  { name: 'lists that claim to be long', make: () => withFields({ errors: new Array(2 ** 32 - 1) }) },
  {
    name: 'an error of another realm',
    make: () => runInNewContext('new TypeError("elsewhere", { cause: new RangeError("there") })') as unknown,
  },
  { name: 'a DOMException', make: () => new DOMException('aborted', 'AbortError') },
  {
    name: 'a stack of 50 MB',
    make: () => withFields({ stack: `Error: fields\n${'    at f (/a/b.js:1:1)\n'.repeat(2_200_000)}` }),
  },
  {
    name: 'a stack of 50 MB on one line',
    make: () =>
      withFields({
        message: `b${'a'.repeat(1_000_000)}`,
        stack: `${'a'.repeat(50_000_000)}\n    at f (/a.js:1:1)`,
      }),
  },
  {
    name: 'lines of a stack that are long',
    make: () => withFields({ stack: `Error: fields\n${`    at ${' ('.repeat(5_000)}:1:1)\n`.repeat(200)}` }),
  },
  {
    name: 'fields with the names of a prototype',
    make: () => {
      const error = withFields({ constructor: 'c', hasOwnProperty: 'h', prototype: 'p' });
      return Object.defineProperty(error, '__proto__', { value: { polluted: true }, enumerable: true });
    },
  },
  {
    name: 'attributes with the names of a prototype',
    make: () =>
      thrownWithin('s', JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}') as object),
  },
  {
    name: 'numbers that JSON has not',
    make: () =>
      withFields({
        a: NaN,
        b: -Infinity,
        c: -0,
        d: 10n,
        e: Symbol('s'),
        f: undefined,
        g: null,
        h: new Date(NaN),
      }),
  },
  ...[undefined, null, 0, NaN, '', 10n, Symbol('s'), () => {}, Object.create(null)].map((value: unknown) => ({
    name: `a thrown ${types.isProxy(value) ? 'proxy' : inspect(value)}`,
    make: () => value,
  })),
];

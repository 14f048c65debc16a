import { packError } from '@threadspan/context';
import { strictEqual } from 'node:assert';
import { serialize } from 'node:v8';
import * as fc from 'fast-check';
import { cross } from './cross';

type Raw = Record<string, unknown>;

const CLASSES = [
  Error,
  TypeError,
  RangeError,
  class Own extends SyntaxError {},
  class Twice extends TypeError {},
];
const KEYS = [
  'cause',
  'errors',
  'code',
  'error',
  'name',
  'message',
  'toString',
  'constructor',
  '__proto__',
  'a',
  '',
];
const UNCLONEABLE = [() => 1, Symbol('s'), new WeakMap(), class A {}, Promise.resolve()];

const anything = fc.anything({
  maxDepth: 1,
  maxKeys: 2,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  withSparseArray: true,
});
const leaf = fc.oneof(anything, fc.constantFrom(...UNCLONEABLE), fc.constantFrom(-0, NaN, undefined, null));

/** Errors that refer to each other by number, at any place of their fields. */
const { value: data } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.nat(7).map((number) => new Reference(number)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 2 }),
  ),
}));
const errors = fc.array(
  fc.record({
    cls: fc.constantFrom(...CLASSES),
    message: fc.string(),
    fields: fc.array(fc.tuple(fc.constantFrom(...KEYS), data, fc.boolean()), { maxLength: 3 }),
    frozen: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

type Specs = typeof errors extends fc.Arbitrary<infer T> ? T : never;

class Reference {
  constructor(readonly number: number) {}
}

function build(specs: Specs): unknown[] {
  const made = specs.map(({ cls, message }) => new cls(message));
  // Formatted now, while it can still be printed.
  for (const error of made) void error.stack;
  const link = (value: unknown): unknown => {
    if (value instanceof Reference) return made[value.number % made.length];
    if (Array.isArray(value)) return value.map(link);
    if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
      return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, link(entry)]));
  };
  specs.forEach(({ fields, frozen }, index) => {
    for (const [name, value, enumerable] of fields) {
      const own = { value: link(value), enumerable, configurable: true, writable: true };
      Object.defineProperty(made[index], name, own);
    }
    if (frozen) Object.freeze(made[index]);
  });
  return made;
}

/** Throws where `back` is not what `value` was; `pairs` are the errors compared so far. */
function compare(value: unknown, back: unknown, pairs: Map<unknown, unknown>): void {
  if (pairs.has(value)) return strictEqual(back, pairs.get(value), 'another error');
  if (value instanceof Error) {
    pairs.set(value, back);
    return compareErrors(value as unknown as Raw, back as Raw, pairs);
  }
  if (UNCLONEABLE.includes(value as never)) return strictEqual(typeof back, 'string');
  if (!hasInner(value)) return strictEqual(bytes(back), bytes(value));
  strictEqual(Array.isArray(back), Array.isArray(value));
  const keys = Object.keys(value);
  strictEqual(Object.keys(back as Raw).join(), keys.join());
  for (const key of keys) compare((value as Raw)[key], (back as Raw)[key], pairs);
}

function compareErrors(error: Raw, back: Raw, pairs: Map<unknown, unknown>): void {
  const builtIn = [SyntaxError, TypeError, RangeError].find((cls) => error instanceof cls) ?? Error;
  strictEqual(Object.getPrototypeOf(back), builtIn.prototype);
  for (const key of ['name', 'message', 'stack']) {
    if (typeof error[key] === 'string') strictEqual(back[key], error[key]);
    strictEqual(typeof back[key], 'string');
  }
  for (const key of ['cause', 'errors', 'code', 'error', 'a', '']) {
    const own = Object.getOwnPropertyDescriptor(error, key);
    if (own === undefined || (!own.enumerable && typeof own.value === 'function')) continue;
    strictEqual(Object.getOwnPropertyDescriptor(back, key)?.enumerable, own.enumerable, key);
    compare(own.value, back[key], pairs);
  }
  strictEqual(Error.prototype.toString.call(back), `${back as unknown as Error}`);
}

// Cloned once, arrays are written in another way.
function bytes(value: unknown): string {
  return String(serialize(structuredClone(value)));
}

function hasInner(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}

// Jest takes long over each frame.
const { stackTraceLimit } = Error;
beforeAll(() => void (Error.stackTraceLimit = 1));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

describe('anything thrown', () => {
  it('comes back as it was, with every error in it', () => {
    fc.assert(
      fc.property(errors, (specs) => {
        const [thrown] = build(specs);
        compare(thrown, cross(thrown), new Map());
      }),
      { numRuns: 10_000 },
    );
  });

  it('comes back as it was when it is no error', () => {
    fc.assert(
      fc.property(errors, data, (specs, thrown) => {
        const all = build([{ ...specs[0]!, fields: [['a', thrown, true]] }, ...specs.slice(1)]);
        const { a } = all[0] as Raw;
        compare(a, cross(a), new Map());
      }),
      { numRuns: 10_000 },
    );
  });

  it('packs to the same again when it has been there and back', () => {
    fc.assert(
      fc.property(errors, (specs) => {
        const once = cross(build(specs)[0]);
        strictEqual(bytes(packError(cross(once))), bytes(packError(once)));
      }),
      { numRuns: 10_000 },
    );
  });
});

import { packError, unpackError } from '@threadspan/context/ports';
import * as fc from 'fast-check';

/** Across the structured clone that stands between two threads. */
const cross = (thrown: unknown) => unpackError(structuredClone(packError(thrown)));

describe('anything thrown', () => {
  it('packs and unpacks without throwing, as something that can be cloned', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
    });
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('name', 'message', 'stack', 'cause', 'errors', 'code', 'toString', '__proto__'),
    );
    const errors = fc.tuple(fc.string(), fc.array(fc.tuple(key, anything))).map(([message, fields]) => {
      const error = new Error(message);
      void error.stack; // formatted now, while the error can still be printed
      for (const [name, value] of fields) {
        Object.defineProperty(error, name, { value, enumerable: true, configurable: true, writable: true });
      }
      return error;
    });
    fc.assert(
      fc.property(fc.oneof(anything, errors), (thrown) => {
        const revived = cross(thrown);
        if (thrown instanceof Error) {
          expect(revived).toBeInstanceOf(Error);
          if (typeof thrown.message === 'string') expect((revived as Error).message).toBe(thrown.message);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('may even be a proxy that refuses everything', () => {
    const refuse = () => {
      throw new Error('refused');
    };
    const traps = {
      get: refuse,
      ownKeys: refuse,
      getPrototypeOf: refuse,
      has: refuse,
      getOwnPropertyDescriptor: refuse,
    };
    expect(cross(new Proxy({}, traps))).toBe('[object]');
    const { getPrototypeOf: _, ...others } = traps;
    expect(cross(new Proxy(new Error('x'), others))).toBeInstanceOf(Error);
  });
});

import { AssertionError, strictEqual } from 'node:assert';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { cross } from './cross';

const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('Expected a rejection')),
    (error: unknown) => error,
  );

/** What a catch block may look at. */
function seen(error: unknown): object {
  const { name, message, stack, cause } = error as Error;
  return { name, message, stack, cause, own: { ...(error as object) } };
}

it('finds the classes of errors where the built-in ones are frozen', () => {
  const program = join(__dirname, 'programs/frozen-intrinsics.cjs');
  const args = ['--frozen-intrinsics', '--no-warnings', program];
  expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toEqual([true, true]);
});

describe('an error as Node throws it comes back with all that it says', () => {
  it.each([
    ['a missing file', () => readFileSync('/nowhere/a.ts')],
    ['a wrong argument', () => Buffer.alloc('x' as unknown as number)],
    ['an invalid URL', () => new URL('nowhere')],
    ['invalid JSON', () => JSON.parse('{') as unknown],
    ['a failed assertion', () => strictEqual(1, 2)],
    ['an aborted signal', () => AbortSignal.abort().throwIfAborted()],
    ['a module that is not there', () => require('./nowhere') as unknown],
    [
      'too much recursion',
      function again(): number {
        return again() + 1;
      },
    ],
  ])('%s', (_what, fn) => {
    const error = thrownBy(fn);
    expect(seen(cross(error))).toEqual(seen(error));
  });

  it.each([
    ['a missing file', () => readFile('/nowhere/a.ts')],
    ['a process that failed', () => promisify(execFile)(process.execPath, ['-e', 'process.exit(3)'])],
    ['none of many', () => Promise.any([Promise.reject(new TypeError('a')), readFile('/nowhere')])],
    ['a fetch without a server', () => fetch('http://127.0.0.1:1')],
  ])('%s, asynchronously', async (_what, fn) => {
    const error = await rejectionOf(fn());
    expect(seen(cross(error))).toEqual(seen(error));
  });

  it('is an AssertionError again', () => {
    const revived = cross<AssertionError>(thrownBy(() => strictEqual({ a: 1 }.a, 2)));
    expect(revived).toBeInstanceOf(AssertionError);
    expect([revived.code, revived.actual, revived.expected]).toEqual(['ERR_ASSERTION', 1, 2]);
  });

  it('is a DOMException again, with its code and its cause', () => {
    const cause = new RangeError('why');
    const aborted = Object.assign(new DOMException('stop', 'AbortError'), { cause });
    const revived = cross<DOMException & { cause: Error }>(aborted);
    expect(revived).toBeInstanceOf(DOMException);
    expect([revived.name, revived.code, revived.message]).toEqual(['AbortError', 20, 'stop']);
    expect(revived.cause).toBeInstanceOf(RangeError);
    expect(Object.keys(revived)).toEqual(['cause']);
  });
});

describe('an error as libraries make them', () => {
  it('may have a getter for its errors and methods for fields, as Zod has', () => {
    class ZodError extends Error {
      issues = [{ path: ['a', 0], code: 'invalid_type' }];
      addIssue = () => undefined;
      override name = 'ZodError';
      get errors() {
        return this.issues;
      }
      override get message() {
        return JSON.stringify(this.issues);
      }
    }
    const error = new ZodError();
    expect(cross(error)).toMatchObject({
      name: 'ZodError',
      message: error.message,
      issues: error.issues,
      errors: error.issues,
    });
  });

  it('may keep its fields from being enumerated, as Zod 4 does', () => {
    const error = new Error('[]');
    Object.defineProperties(error, {
      name: { value: '$ZodError' },
      _zod: { value: { traits: new Set(['$ZodError']), check: () => true } },
      issues: { value: [{ path: ['a'] }] },
      toString: { value: () => 'own' },
    });
    const revived = cross(error);
    expect(revived).toMatchObject({ name: '$ZodError', issues: [{ path: ['a'] }] });
    expect([Object.keys(revived), String(revived)]).toEqual([[], '$ZodError: []']);
  });

  it('may have a method `cause`, as VError has', () => {
    class VError extends Error {
      constructor(readonly jse_cause: Error) {
        super(`outer: ${jse_cause.message}`);
      }
    }
    Object.assign(VError.prototype, { cause: () => undefined });
    const revived = cross(new VError(new TypeError('inner')));
    expect(revived.cause).toBeUndefined();
    expect(revived['jse_cause']).toBeInstanceOf(TypeError);
  });

  it('may be the SuppressedError that TypeScript makes for `using`', () => {
    const failing = (message: string) => ({
      [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
        throw new RangeError(message);
      },
    });
    const error = thrownBy(() => {
      using _a = failing('first in, last out') as Disposable;
      using _b = failing('last in') as Disposable;
      throw new TypeError('body');
    });
    const revived = cross<SuppressedError>(error);
    expect(revived.name).toBe('SuppressedError');
    expect(Object.getPrototypeOf(revived)).toBe(Object.getPrototypeOf(error));
    expect([revived.error, revived.suppressed.error, revived.suppressed.suppressed]).toEqual([
      new RangeError('first in, last out'),
      new RangeError('last in'),
      new TypeError('body'),
    ]);
    expect(revived.suppressed.suppressed).toBeInstanceOf(TypeError);
    expect(Object.keys(revived)).toEqual(Object.keys(error as object).filter((key) => key !== 'name'));
  });
});

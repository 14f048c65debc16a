import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectCrashReport, renderCrashReport } from '@threadspan/crash-hook';
import fc from 'fast-check';

const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('an error', () => {
  it('is described with name, message, code and stack', () => {
    const error = Object.assign(new TypeError('boom'), { code: 'E_BOOM' });
    const { error: reported } = collectCrashReport(error);
    expect(reported).toMatchObject({ name: 'TypeError', message: 'boom', code: 'E_BOOM' });
    expect(reported.stack).toMatch(/^TypeError: boom\n {4}at /);
  });

  it('is described with its causes and aggregated errors, at any depth', () => {
    const error = new AggregateError([new RangeError('a', { cause: 'why' }), 'b'], 'all', {
      cause: new Error('c', { cause: new Error('d') }),
    });
    expect(collectCrashReport(error).error).toMatchObject({
      name: 'AggregateError',
      cause: { message: 'c', cause: { message: 'd' } },
      errors: [
        { name: 'RangeError', cause: { name: 'Thrown string', message: 'why' } },
        { name: 'Thrown string', message: 'b' },
      ],
    });
  });

  it('has the place of its top own frame', () => {
    const { location } = collectCrashReport(new Error('here'));
    expect(location).toEqual({
      file: 'test/collect.test.ts',
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  it('keeps its frames when its message was changed', () => {
    const error = new Error('before');
    error.message = 'collect.test.ts';
    const { stack } = collectCrashReport(error).error;
    expect(stack).toMatch(/^Error: collect\.test\.ts\n {4}at .*collect\.test\.ts:\d+:\d+/);
  });

  it('that a file could not be parsed for has the place in that file', () => {
    const stack =
      '/elsewhere/broken.js:3\nlet let = 1;\n    ^^^\n\nSyntaxError: let is disallowed\n    at load (/elsewhere/main.js:1:1)';
    const error = Object.assign(new SyntaxError('let is disallowed'), { stack });
    expect(collectCrashReport(error).location).toEqual({ file: '/elsewhere/broken.js', line: 3, column: 5 });
  });

  it('leaves out dependencies and Node itself when looking for the place', () => {
    const lines = [
      'at readFileSync (node:fs:441:20)',
      'at load (file:///app/node_modules/x/index.js:1:1)',
      'at async file:///elsewhere/a%20b.mjs:7:9',
    ];
    const error = Object.assign(new Error('x'), { stack: `Error: x\n    ${lines.join('\n    ')}` });
    expect(collectCrashReport(error).location).toEqual({ file: '/elsewhere/a b.mjs', line: 7, column: 9 });
  });

  it.each([
    ['before the first line', 'AALA'],
    ['before the first column', 'AAAL'],
    ['beyond all lines', 'AA+/////BA,AA+/////BA'],
  ])('has the place in the compiled code where a map says that it was %s', (_, mappings) => {
    const map = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings });
    const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
    try {
      const file = join(directory, 'a.js');
      const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
      writeFileSync(file, `throw 1;\n//# sourceMappingURL=${url}\n`);
      const stack = `Error: lies\n    at fail (${file}:1:1)`;
      const report = collectCrashReport(Object.assign(new Error('lies'), { stack }));
      expect(report.location).toEqual({ file, line: 1, column: 1 });
      expect(report.code?.lines[0]).toBe('throw 1;');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('has the place in the original source where a map says so', () => {
    const stack = `Error: mapped\n    at fail (${join(__dirname, 'fixtures', 'mapped.cjs')}:2:9)`;
    const { location, error } = collectCrashReport(Object.assign(new Error('mapped'), { stack }));
    expect(location).toEqual({ file: 'test/fixtures/mapped.ts', line: 5, column: 3 });
    expect(error.stack).toMatch(/at fail \(.*[\\/]fixtures[\\/]mapped\.ts:5:3\)$/);
  });
});

describe('whatever is thrown', () => {
  const throwing = () => {
    throw new Error('no');
  };
  const cyclic = new Error('cyclic');
  cyclic.cause = new Error('inner', { cause: cyclic });
  const everyTrap = new Proxy(new Error('proxied'), {
    get: throwing,
    getPrototypeOf: throwing,
    has: throwing,
    ownKeys: throwing,
    getOwnPropertyDescriptor: throwing,
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const endless = (): object => ({
    name: 'E',
    message: 'm',
    get cause() {
      return endless();
    },
    get errors() {
      return Array.from({ length: 1000 }, endless);
    },
  });
  const getters: unknown = Object.create(Error.prototype, {
    name: { get: throwing },
    message: { get: throwing },
    stack: { get: throwing },
    code: { get: throwing },
    cause: { get: throwing },
    errors: { get: throwing },
  });

  it.each<[string, () => unknown, object]>([
    ['undefined', () => undefined, { name: 'Thrown undefined', message: '' }],
    ['null', () => null, { name: 'Thrown null', message: '' }],
    ['a string', () => 'boom', { name: 'Thrown string', message: 'boom' }],
    ['a bigint', () => 10n, { name: 'Thrown bigint', message: '10n' }],
    ['a symbol', () => Symbol('s'), { name: 'Thrown symbol', message: 'Symbol(s)' }],
    ['a function', () => function f() {}, { name: 'Thrown function', message: '[Function: f]' }],
    ['a plain object', () => ({ a: 1 }), { name: 'Thrown object', message: '{ a: 1 }' }],
    ['an object without prototype', () => Object.create(null), { name: 'Thrown object' }],
    [
      'an error of another kind',
      () => ({ name: 'Foreign', message: 'm' }),
      { name: 'Foreign', message: 'm' },
    ],
    ['a frozen error', () => Object.freeze(new Error('frozen')), { message: 'frozen' }],
    ['a cycle of causes', () => cyclic, { message: 'cyclic', cause: { message: 'inner' } }],
    ['a proxy whose traps throw', () => everyTrap, {}],
    ['a revoked proxy', () => revoked.proxy, { name: 'Thrown object' }],
    ['getters that throw', () => getters, { name: 'Error', message: '', stack: '' }],
    ['causes without end', () => endless(), { name: 'E', message: 'm' }],
    [
      'a message that is no string',
      () => Object.assign(new Error(), { message: { no: 1 } }),
      { message: '{ no: 1 }' },
    ],
    ['a stack that is no string', () => Object.assign(new Error('m'), { stack: [1] }), { stack: '' }],
  ])('%s is reported', (_, thrown, expected) => {
    const report = collectCrashReport(thrown());
    expect(report.error).toMatchObject(expected);
    expect(json(report)).toEqual(report);
    expect(JSON.stringify(report).length).toBeLessThan(100_000);
  });

  it('gives a report that is plain data', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    const fields = fc.record(
      {
        name: anything,
        message: anything,
        stack: anything,
        code: anything,
        cause: anything,
        errors: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fields,
          fields.map((own) => Object.assign(new Error('e'), own)),
        ),
        (thrown) => {
          const report = collectCrashReport(thrown);
          expect(json(report)).toEqual(report);
          expect(renderCrashReport(report)).toContain('CRASH REPORT');
        },
      ),
    );
  });

  it('has a bounded size', () => {
    const huge = 'x'.repeat(20_000_000);
    const error = Object.assign(new Error(huge, { cause: huge }), { code: huge, name: huge });
    const report = collectCrashReport(error);
    expect(JSON.stringify(report).length).toBeLessThan(100_000);
    expect(report.error.message).toMatch(/^x{8192}… \[of 20000000 characters\]$/);
  });

  it('says how many aggregated errors are not shown', () => {
    const { errors } = collectCrashReport(
      new AggregateError(Array.from({ length: 50 }, () => new Error('e'))),
    ).error;
    expect(errors).toHaveLength(21);
    expect(errors?.at(-1)?.message).toBe('30 more not shown');
  });
});

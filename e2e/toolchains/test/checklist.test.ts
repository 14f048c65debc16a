import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagLogLevel, SpanKind, SpanStatusCode, context, diag, propagation } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type * as Services from '../src/service';
import { tsc } from './compilers';
import type { Dialect } from './compilers';
import { thrownBy } from '../../../tools/jest/support/thrown-by';

// What the tests and the issues of other libraries for span decorators ask for, asked of ours.

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(() => provider.shutdown());
beforeEach(() => exporter.reset());

const ended = () => exporter.getFinishedSpans();
const endedNames = () => ended().map(({ name }) => name);
const parentOf = (name: string) => {
  const id = ended().find((span) => span.name === name)?.parentSpanContext?.spanId;
  return ended().find((span) => span.spanContext().spanId === id)?.name;
};

function load(dialect: Dialect): typeof Services {
  const source = join(__dirname, '../src/service.ts');
  const folder = join(__dirname, '../dist', `checklist-${dialect}`);
  mkdirSync(folder, { recursive: true });
  const compiler = tsc({ experimentalDecorators: dialect === 'legacy' });
  writeFileSync(join(folder, 'service.js'), compiler.compile(readFileSync(source, 'utf8'), source));
  return require(join(folder, 'service.js')) as typeof Services;
}

/** Like the queries of many database libraries: nothing happens before somebody calls `then`. */
function query(outcome: () => unknown) {
  const state = { asked: 0 };
  const then = (onValue: (value: unknown) => unknown, onError: (error: unknown) => unknown) => {
    state.asked += 1;
    return Promise.resolve().then(outcome).then(onValue, onError);
  };
  return { state, then, where: () => 'composed' };
}

describe.each(['legacy', 'standard'] as const)('in the %s dialect', (dialect) => {
  let service: Services.Service;
  beforeAll(() => {
    service = new (load(dialect).Service)();
  });

  describe('name and options', () => {
    it('names a span after class and method', () => {
      service.inner();
      expect(endedNames()).toEqual(['Service.inner']);
    });

    it('takes a name and a kind', () => {
      service.named();
      expect(ended()).toMatchObject([{ name: 'publish', kind: SpanKind.PRODUCER }]);
    });

    it('keeps the default name beside other options', () => {
      service.kind();
      expect(ended()).toMatchObject([{ name: 'Service.kind', kind: SpanKind.PRODUCER }]);
    });

    it('sets attributes from the arguments', () => {
      service.namedWithAttributes(10, 'rows');
      expect(ended()[0]).toMatchObject({ name: 'query', attributes: { limit: 10, text: 'rows' } });
    });

    it('makes the span of an inner call the child of that of the outer one', () => {
      service.outer();
      expect(endedNames()).toEqual(['Service.inner', 'Service.outer']);
      expect(parentOf('Service.inner')).toBe('Service.outer');
    });

    it('keeps the name of the function', () => {
      const functions = ['inner', 'count'].map((key) => Reflect.get(service, key) as { name: string });
      expect(functions.map(({ name }) => name)).toEqual(['inner', 'count']);
    });
  });

  describe('results', () => {
    it('sets attributes from arguments and result', () => {
      expect(service.result(3)).toBe('xxx');
      expect(ended()[0]).toMatchObject({
        attributes: { limit: 3, result: 'xxx' },
        status: { code: SpanStatusCode.UNSET },
      });
    });

    it('sets attributes from what a promise resolves to', async () => {
      expect(await service.resultLater()).toBe('late');
      expect(ended()[0]?.attributes).toEqual({ result: 'late' });
    });

    it('returns results that are falsy as they are', () => {
      expect([0, '', null, undefined, false].map((value) => service.returns(value))).toEqual([
        0,
        '',
        null,
        undefined,
        false,
      ]);
    });

    it('ends the span of a promise when it settles, not when it is returned', async () => {
      const { promise, resolve } = withResolvers<string>();
      const returned = service.returns(promise);
      expect(ended()).toEqual([]);
      resolve('settled');
      expect(await returned).toBe('settled');
      expect(endedNames()).toEqual(['Service.returns']);
    });

    it('keeps calls that run at the same time apart', async () => {
      const gates = [withResolvers<void>(), withResolvers<void>()];
      const calls = gates.map(({ promise }) => service.nested(() => promise));
      gates[1]?.resolve();
      await calls[1];
      gates[0]?.resolve();
      await calls[0];
      expect(endedNames()).toEqual(['Service.inner', 'Service.nested', 'Service.inner', 'Service.nested']);
      const [inner1, outer1, inner2, outer2] = ended();
      expect(inner1?.parentSpanContext?.spanId).toBe(outer1?.spanContext().spanId);
      expect(inner2?.parentSpanContext?.spanId).toBe(outer2?.spanContext().spanId);
    });
  });

  describe('errors', () => {
    const error = new Error('no rows');

    it('throws the error itself, synchronously, and ends the span with its message and one exception', () => {
      expect(thrownBy(() => service.fails(error))).toBe(error);
      expect(ended()).toMatchObject([
        {
          status: { code: SpanStatusCode.ERROR, message: 'no rows' },
          events: [{ name: 'exception', attributes: { 'exception.message': 'no rows' } }],
          attributes: {},
        },
      ]);
      expect(ended()[0]?.attributes).toEqual({});
    });

    it('does the same for a method that is called without its object', () => {
      const fails = Reflect.get(service, 'fails') as (error: unknown) => never;
      expect(thrownBy(() => fails(error))).toBe(error);
      expect(ended()[0]?.status.code).toBe(SpanStatusCode.ERROR);
    });

    it('rejects with the error itself and ends the span likewise', async () => {
      const fresh = new Error('no rows');
      await expect(service.rejects(fresh)).rejects.toBe(fresh);
      expect(ended()).toMatchObject([
        { status: { code: SpanStatusCode.ERROR, message: 'no rows' }, events: [{ name: 'exception' }] },
      ]);
      expect(ended()[0]?.attributes).toEqual({});
    });

    it('records an error that passes several methods once, in the innermost', () => {
      expect(() => service.passesOn(new Error('deep'))).toThrow('deep');
      expect(ended().map(({ name, status, events }) => [name, status.code, events.length])).toEqual([
        ['Service.fails', SpanStatusCode.ERROR, 1],
        ['Service.passesOn', SpanStatusCode.ERROR, 0],
      ]);
    });

    it.each(['text', 0, undefined, null])('takes %p for an error when it is thrown', (value) => {
      let caught: unknown = 'nothing';
      try {
        service.fails(value);
      } catch (thrown) {
        caught = thrown;
      }
      expect(caught).toBe(value);
      expect(ended()).toMatchObject([{ status: { code: SpanStatusCode.ERROR } }]);
    });
  });

  describe('an `attributes` function that fails', () => {
    it.each(['badArguments', 'badResult'] as const)('of %s spoils neither call nor span', (method) => {
      const messages: string[] = [];
      const hear = (message: string) => void messages.push(message);
      diag.setLogger(
        { error: hear, warn: hear, info() {}, debug() {}, verbose() {} },
        { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
      );
      expect([service[method]('a'), service[method]('b')]).toEqual(['a', 'b']);
      diag.disable();
      expect(ended()).toMatchObject([
        { status: { code: SpanStatusCode.UNSET }, events: [] },
        { status: { code: SpanStatusCode.UNSET }, events: [] },
      ]);
      expect(messages).toEqual([expect.stringContaining(`Service.${method}`)]);
    });
  });

  describe('a query that is no promise', () => {
    it('is returned itself and not asked', async () => {
      const rows = query(() => []);
      const returned = service.returns(rows);
      await new Promise(setImmediate);
      expect(returned).toBe(rows);
      expect(returned.where()).toBe('composed');
      expect(rows.state.asked).toBe(0);
      await returned;
      expect(rows.state.asked).toBe(1);
    });

    it('has its span ended when it is returned, whatever becomes of it', async () => {
      const rows = service.returns(
        query(() => {
          throw new Error('no table');
        }),
      );
      expect(endedNames()).toEqual(['Service.returns']);
      await expect(Promise.resolve(rows)).rejects.toThrow('no table');
      expect(ended()).toMatchObject([{ status: { code: SpanStatusCode.UNSET }, events: [] }]);
    });
  });

  describe('an iterator', () => {
    it('has its span open from the first step to the last, and steps inside it', () => {
      const iterator = service.count(2);
      iterator.next();
      iterator.next();
      expect(endedNames()).toEqual(['Service.inner', 'Service.inner']);
      expect(iterator.next()).toEqual({ done: true, value: 'done' });
      expect(endedNames()).toEqual(['Service.inner', 'Service.inner', 'Service.count']);
      expect(parentOf('Service.inner')).toBe('Service.count');
    });

    it('leaves what runs between two steps outside its span', () => {
      for (const _ of service.count(1)) service.named();
      expect(parentOf('publish')).toBeUndefined();
    });

    it('has its span ended when its reader stops early', () => {
      for (const _ of service.count(5)) break;
      expect(endedNames()).toEqual(['Service.inner', 'Service.count']);
    });

    it('has its span ended with the error that is thrown into it', () => {
      const iterator = service.count(5);
      iterator.next();
      expect(() => iterator.throw(new Error('stop'))).toThrow('stop');
      expect(ended().at(-1)).toMatchObject({ name: 'Service.count', status: { code: SpanStatusCode.ERROR } });
    });

    it('may be asynchronous', async () => {
      const seen = [];
      for await (const index of service.countLater(2)) seen.push(index);
      expect(seen).toEqual([0, 1]);
      expect(endedNames()).toEqual(['Service.inner', 'Service.inner', 'Service.countLater']);
      expect(parentOf('Service.inner')).toBe('Service.countLater');
    });

    it('may be one that the method returns', async () => {
      const seen = [];
      for await (const index of service.stream(1)) seen.push(index);
      expect(seen).toEqual([0]);
      expect(endedNames()).toEqual(['Service.inner', 'Service.inner', 'Service.stream']);
      expect(parentOf('Service.inner')).toBe('Service.stream');
    });
  });

  it('a method sees the baggage of its caller', () => {
    const baggage = propagation.createBaggage({ user: { value: 'u1' } });
    const seen = context.with(propagation.setBaggage(context.active(), baggage), () => {
      let value: string | undefined;
      void service.nested(async () => {
        value = propagation.getActiveBaggage()?.getEntry('user')?.value;
      });
      return value;
    });
    expect(seen).toBe('u1');
  });
});

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

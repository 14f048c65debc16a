import { setImmediate as nextTurn } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import {
  ParallelContext,
  getCurrentContext,
  getSpanHierarchy,
  withPhase,
  withSpan,
} from '@threadspan/context';
import { runSpan, setRecordLevel } from '@threadspan/context/ports';

const names = () => getSpanHierarchy().map(({ name }) => name);

afterEach(() => setRecordLevel('debug'));

describe('withSpan without an SDK', () => {
  it('has no hierarchy outside of any span', () => {
    expect(getSpanHierarchy()).toEqual([]);
  });

  it('lists the spans around the code, outermost first', () => {
    withSpan('analysis', () =>
      withSpan('scoring', () => {
        expect(names()).toEqual(['analysis', 'scoring']);
      }),
    );
    expect(names()).toEqual([]);
  });

  it('shows attributes, and no ids because no span was started', () => {
    withSpan('analysis', { attributes: { files: 3, tags: ['a', 'b'] } }, () => {
      expect(getSpanHierarchy()).toEqual([{ name: 'analysis', attributes: { files: 3, tags: ['a', 'b'] } }]);
    });
  });

  it('shows only attributes that are plain data', () => {
    const attributes = { ok: true, fn: () => 1, nested: { a: 1 }, nothing: undefined, list: [{}] } as never;
    withSpan('analysis', { attributes }, () => {
      expect(getSpanHierarchy()).toEqual([{ name: 'analysis', attributes: { ok: true } }]);
    });
  });

  it('keeps concurrent branches apart', async () => {
    const branches = await withSpan('root', () =>
      Promise.all(
        ['a', 'b', 'c'].map((name) =>
          withSpan(name, async () => {
            await nextTurn();
            return withSpan(`${name}1`, async () => {
              await nextTurn();
              return names().join('>');
            });
          }),
        ),
      ),
    );
    expect(branches).toEqual(['root>a>a1', 'root>b>b1', 'root>c>c1']);
  });

  it('does not depend on the recorded level', () => {
    setRecordLevel('error');
    withSpan('analysis', { level: 'info' }, () =>
      withSpan('file', { level: 'debug' }, () => expect(names()).toEqual(['analysis', 'file'])),
    );
  });

  it('starts a hierarchy of its own with newRoot', () => {
    withSpan('analysis', () =>
      withSpan('job', { newRoot: true }, () =>
        withSpan('step', () => {
          expect(names()).toEqual(['job', 'step']);
        }),
      ),
    );
  });

  it('sets the phase it is given and keeps the one outside otherwise', () => {
    withPhase('outer', () => {
      withSpan('a', () => expect(getCurrentContext().phase).toBe('outer'));
      withSpan('b', { phase: 'inner' }, () => expect(getCurrentContext().phase).toBe('inner'));
      expect(getCurrentContext().phase).toBe('outer');
    });
  });

  it('stays synchronous and returns what the function returned', () => {
    const result = { ok: true };
    expect(withSpan('a', () => result)).toBe(result);
  });

  it('throws the very error of the function', () => {
    const failure = new Error('boom');
    let caught: unknown;
    try {
      withSpan('a', () => {
        throw failure;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(failure);
    expect(names()).toEqual([]);
  });

  it('rejects with the very error of the function', async () => {
    const failure = new Error('boom');
    await expect(withSpan('a', () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('hands the function a span that can be used without harm', () => {
    withSpan('a', (span) => {
      expect(span.isRecording()).toBe(false);
      span.setAttribute('k', 'v').addEvent('e');
    });
  });

  it('keeps the hierarchy when the code runs in a span of the plain API', () => {
    withSpan('a', () =>
      trace.getTracer('user').startActiveSpan('own', () => {
        expect(names()).toEqual(['a']);
      }),
    );
  });
});

describe('names and attributes that are none', () => {
  it.each([
    [undefined, 'undefined'],
    [5, '5'],
    [Symbol('s'), 'Symbol(s)'],
    [{ a: 1 }, '{ a: 1 }'],
  ])('become the text of a name that travels: %p', (name, text) => {
    const carrier = withSpan(name as unknown as string, () => ParallelContext.capture().toCarrier());
    expect(ParallelContext.fromCarrier(structuredClone(carrier)).spanHierarchy).toEqual([{ name: text }]);
  });

  it('are left out when they cannot be read', () => {
    const fail = () => {
      throw new Error('refused');
    };
    const attributes = Object.defineProperty({ a: 1 }, 'b', { get: fail, enumerable: true });
    expect(withSpan('s', { attributes }, getSpanHierarchy)).toEqual([{ name: 's', attributes: { a: 1 } }]);
    const refusing = new Proxy({}, { ownKeys: fail });
    for (const none of [refusing, null, 'text', 5])
      expect(withSpan('s', { attributes: none as never }, getSpanHierarchy)).toEqual([{ name: 's' }]);
  });
});

describe('runSpan without an SDK', () => {
  it('sets the current file', () => {
    runSpan({ name: 'file', currentFile: 'a.ts' }, () =>
      expect(getCurrentContext().currentFile).toBe('a.ts'),
    );
  });
});

import {
  getErrorContext,
  incrementFailed,
  incrementProcessed,
  setProgress,
  withSpan,
} from '@threadspan/context';
import { observe } from '@threadspan/testing';
import { traced } from './traced';

const trace = traced();

describe('observe', () => {
  it('resolves to the value of what it calls', async () => {
    expect(await observe(() => 7)).toMatchObject({ failed: false, value: 7 });
    expect(await observe(async () => 'later')).toMatchObject({ failed: false, value: 'later' });
  });

  it.each([
    [
      'throws',
      (error: Error) => {
        throw error;
      },
    ],
    [
      'rejects',
      async (error: Error) => {
        throw error;
      },
    ],
  ])('resolves to the error, and where it happened, when that %s', async (_, fail) => {
    const broken = new RangeError('too far');
    const { failed, error, context } = await observe(() =>
      withSpan('parsing', { phase: 'parsing' }, () => fail(broken)),
    );
    expect({ failed, error }).toEqual({ failed: true, error: broken });
    expect(context).toBe(getErrorContext(broken));
    expect(context).toMatchObject({ phase: 'parsing', spanHierarchy: [{ name: 'parsing' }] });
  });

  it('has no context of an error that left no scope', async () => {
    expect(await observe(() => Promise.reject(new Error('elsewhere')))).toMatchObject({
      failed: true,
      context: undefined,
    });
  });

  it('counts progress from 0, whatever was counted before', async () => {
    setProgress(5, 9);
    const { progress } = await observe(() => {
      setProgress(0, 2);
      incrementProcessed(2);
      incrementFailed();
    });
    expect(progress).toEqual({ processed: 2, failed: 1, total: 2 });
    expect((await observe(() => undefined)).progress).toEqual({ processed: 0, failed: 0, total: 0 });
  });

  it('has the spans that ended meanwhile, and leaves all in the trace', async () => {
    withSpan('before', () => undefined);
    const { spans } = await observe(() => withSpan('meanwhile', () => undefined), { trace });
    withSpan('after', () => undefined);
    expect(spans.map(({ name }) => name)).toEqual(['meanwhile']);
    expect(trace.spans).toHaveLength(3);
  });

  it('has its spans also when the trace is cleared by what it calls', async () => {
    withSpan('before', () => undefined);
    const run = () => {
      trace.clear();
      withSpan('meanwhile', () => undefined);
    };
    expect((await observe(run, { trace })).spans.map(({ name }) => name)).toEqual(['meanwhile']);
  });

  it('has no spans without a trace', async () => {
    expect((await observe(() => withSpan('step', () => undefined))).spans).toEqual([]);
  });

  it('refuses what is no call, such as a promise, whose failure would be taken for that of the call', async () => {
    await expect(observe(Promise.resolve(1) as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(observe(1 as never)).rejects.toThrow(
      'Expected `fn` to be a function that makes the call, as in observe(() => …), got 1',
    );
  });
});

import {
  getErrorContext,
  setProgress,
  resetProgress,
  withCurrentFile,
  withPhase,
  withSpan,
} from '@threadspan/context';
import { registerWorkerActivity, setErrorContext } from '@threadspan/context/ports';
import { collectCrashReport } from '@threadspan/crash-hook';

const thrownBy = (fn: () => unknown): unknown => {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('the context', () => {
  const fail = () => {
    throw new Error('inside');
  };

  it('is where the error happened, not where it is reported', () => {
    const error = thrownBy(() =>
      withSpan('outer', () =>
        withPhase('parsing', () => withCurrentFile('a.ts', () => withSpan('inner', fail))),
      ),
    );
    const { context } = withPhase('reporting', () => collectCrashReport(error));
    expect(context).toMatchObject({
      phase: 'parsing',
      currentFile: 'a.ts',
      spanHierarchy: [{ name: 'outer' }, { name: 'inner' }],
    });
    expect(context).toEqual(getErrorContext(error));
  });

  it('is the current one for an error that passed no annotated frame', () => {
    const { context } = withPhase('parsing', () => collectCrashReport(new Error('x')));
    expect(context.phase).toBe('parsing');
  });

  it('is that of the cause for an error made outside of any', () => {
    const cause = thrownBy(() => withPhase('parsing', fail));
    expect(collectCrashReport(new Error('wrapped', { cause })).context.phase).toBe('parsing');
  });

  it('of a cause stands with that cause', () => {
    const cause = thrownBy(() => withCurrentFile('a.ts', fail));
    const error = thrownBy(() =>
      withCurrentFile('b.ts', () => {
        throw new Error('outer', { cause });
      }),
    );
    const report = collectCrashReport(error);
    expect(report.context.currentFile).toBe('b.ts');
    expect(report.error.cause?.context?.currentFile).toBe('a.ts');
  });

  it('has the progress at the moment of the error', () => {
    setProgress(3, 10);
    const error = thrownBy(() => withPhase('parsing', fail));
    resetProgress();
    expect(collectCrashReport(error).context.progress).toEqual({ processed: 3, failed: 0, total: 10 });
  });

  it('has attributes that survive JSON, with secrets left out', () => {
    const attributes = { nan: NaN, list: ['a', 'b'], 'db.password': 'pw', tokens: 7, url: 'http://a:b@c/' };
    const error = thrownBy(() => withSpan('s', { attributes }, fail));
    const report = collectCrashReport(error);
    expect(json(report)).toEqual(report);
    expect(report.context.spanHierarchy[0]?.attributes).toEqual({
      nan: 'NaN',
      list: "[ 'a', 'b' ]",
      'db.password': '[redacted]',
      tokens: 7,
      url: 'http://[redacted]@c/',
    });
  });
});

describe('other workers', () => {
  const worker = (index: number) => ({ index, count: 2, threadId: index + 10 });
  const activity = [1, 2].map((index) => ({
    phase: `p${index}`,
    spanHierarchy: [],
    worker: worker(index),
    since: 5,
  }));
  let unregister: () => void;
  beforeEach(() => (unregister = registerWorkerActivity(() => activity)));
  afterEach(() => unregister());

  it('are all that are busy when the main thread crashes', () => {
    expect(collectCrashReport(new Error('main')).otherWorkers).toEqual(activity);
  });

  it('do not include the worker that crashed', () => {
    const error = new Error('in worker 1');
    setErrorContext(error, { spanHierarchy: [], worker: worker(1) });
    expect(collectCrashReport(error).otherWorkers).toEqual([activity[1]]);
  });

  it('are as they were before anything else of the report was made', () => {
    let areBusy = true;
    const unregisterLate = registerWorkerActivity(() => (areBusy ? activity : []));
    unregister();
    const error = Object.defineProperty(new Error('slow to read'), 'message', {
      get: () => {
        areBusy = false;
        return 'slow to read';
      },
    });
    const { otherWorkers } = collectCrashReport(error);
    unregisterLate();
    expect(otherWorkers).toEqual(activity);
  });

  it('that can not be read do not keep the report from being made', () => {
    const unregisterBroken = registerWorkerActivity(() => {
      throw new Error('no memory');
    });
    const report = collectCrashReport(new Error('x'));
    unregisterBroken();
    expect(report.error.message).toBe('x');
  });
});

it('says what ran', () => {
  const { app, runtime, time, version } = collectCrashReport(new Error('x'), {
    app: { name: 'a', version: '1' },
  });
  expect({ app, version }).toEqual({ app: { name: 'a', version: '1' }, version: 1 });
  expect(runtime).toMatchObject({ node: process.version, pid: process.pid, arch: process.arch });
  expect(new Date(time).toISOString()).toBe(time);
});

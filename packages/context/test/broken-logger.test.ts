import { diag } from '@opentelemetry/api';
import {
  ParallelContext,
  getCurrentContext,
  registerContextAccessor,
  registerErrorClass,
  setPhase,
  withSpan,
} from '@threadspan/context';
import { registerWorkerActivity, readWorkerActivity } from '@threadspan/context/ports';

let called = 0;

const fail = () => {
  called += 1;
  throw new Error('the logger is broken');
};

beforeEach(() => {
  called = 0;
  const ignore = () => undefined;
  diag.setLogger({ warn: fail, error: fail, info: ignore, debug: ignore, verbose: ignore });
});

afterEach(() => diag.disable());

describe('a diag logger that throws', () => {
  it('leaves an unreadable carrier an empty context', () => {
    expect(ParallelContext.fromCarrier(5).analysisContext).toEqual({});
    expect(called).toBe(1);
  });

  it('leaves guards that are disposed out of order in peace', () => {
    const outer = setPhase('outer');
    const inner = setPhase('inner');
    outer.dispose();
    inner.dispose();
    expect(getCurrentContext()).toEqual({});
    expect(called).toBe(1);
  });

  it('hides no result and no error', () => {
    const accessor = { key: 'broken', get: fail, run: fail };
    const remove = registerContextAccessor(accessor);
    const carried = { version: 1, accessors: { broken: 1 } };
    expect(ParallelContext.fromCarrier(carried).run(() => 'result')).toBe('result');
    expect(withSpan('a', () => ParallelContext.capture().run(() => 'result'))).toBe('result');
    remove();
    const removeActivity = registerWorkerActivity(fail);
    expect(readWorkerActivity()).toEqual([]);
    removeActivity();
    expect(called).toBeGreaterThan(3);
  });

  it('lets two error classes of one name be registered', () => {
    const classes = [1, 2].map(() => class Twice extends Error {});
    classes.forEach(registerErrorClass);
    expect(called).toBe(1);
  });
});

import { diag } from '@opentelemetry/api';
import {
  onSilentWorkerLoss,
  readWorkerActivity,
  registerWorkerActivity,
  reportSilentWorkerLoss,
} from '@threadspan/context/ports';
import { recordDiag } from '../../../tools/jest/support/diag-log';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  diag.disable();
});

const fail = () => {
  throw new Error('broken');
};

describe('worker activity', () => {
  it('is that of all executors, as they tell it', () => {
    const a = { phase: 'a', spanHierarchy: [], since: 1 };
    const b = { phase: 'b', spanHierarchy: [] };
    cleanups.push(registerWorkerActivity(() => [a]));
    cleanups.push(registerWorkerActivity(() => [b]));
    expect(readWorkerActivity()).toEqual([a, b]);
  });

  it('is nothing once an executor is gone', () => {
    registerWorkerActivity(() => [{ spanHierarchy: [] }])();
    expect(readWorkerActivity()).toEqual([]);
  });

  it('of one executor is told when another cannot be read', () => {
    const log = recordDiag();
    cleanups.push(
      registerWorkerActivity(fail),
      registerWorkerActivity(() => [{ spanHierarchy: [] }]),
    );
    expect(readWorkerActivity()).toEqual([{ spanHierarchy: [] }]);
    expect(log.errors).toHaveLength(1);
  });
});

describe('a silent worker loss', () => {
  it('has nobody to tell without a listener', () => {
    expect(reportSilentWorkerLoss(new Error('lost'))).toBe(false);
  });

  it('is told to every listener, also after one that fails', () => {
    const log = recordDiag();
    const heard: unknown[] = [];
    cleanups.push(
      onSilentWorkerLoss(fail),
      onSilentWorkerLoss((error) => heard.push(error)),
    );
    const lost = new Error('lost');
    expect(reportSilentWorkerLoss(lost)).toBe(true);
    expect(heard).toEqual([lost]);
    expect(log.errors).toHaveLength(1);
  });

  it('is not told to a listener that has left', () => {
    const heard: unknown[] = [];
    onSilentWorkerLoss((error) => heard.push(error))();
    reportSilentWorkerLoss(new Error('lost'));
    expect(heard).toEqual([]);
  });
});

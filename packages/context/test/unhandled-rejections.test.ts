import { runWorker } from './run-worker';

describe('a rejection that passes a scope', () => {
  const cases = ['withPhase', 'withSpan', 'run', 'bind', 'processFile'];

  it.each(cases)('through %s is not unhandled when the caller handles it', async (kind) => {
    expect(await runWorker('rejection.cjs', { kind, handled: true })).toEqual([]);
  });

  it.each(cases)(
    'through %s is unhandled exactly once, with its context, when the caller ignores it',
    async (kind) => {
      expect(await runWorker('rejection.cjs', { kind, handled: false })).toEqual([
        { message: 'boom', phase: 'parsing' },
      ]);
    },
  );
});

import { ROOT_CONTEXT, context, createContextKey, diag, trace } from '@opentelemetry/api';
import { ParallelContext, getCurrentContext, withPhase, withSpan } from '@threadspan/context';
import { recordDiag } from './diag-log';
import { startSdk, stopSdk } from './recording-sdk';

const KEY = createContextKey('which');

let log: ReturnType<typeof recordDiag>;

beforeEach(() => {
  log = recordDiag();
  startSdk();
});

afterEach(() => {
  expect(context.active()).toBe(ROOT_CONTEXT);
  expect(getCurrentContext()).toEqual({});
  stopSdk();
  diag.disable();
});

function captured(which: string): ParallelContext {
  return context.with(ROOT_CONTEXT.setValue(KEY, which), () =>
    withPhase(which, () => ParallelContext.capture()),
  );
}

const here = () => [getCurrentContext().phase, context.active().getValue(KEY)];

describe('ParallelContext.enter with a context manager', () => {
  it('makes the captured span the active one until it is disposed', () => {
    const [ctx, span] = withSpan('a', (active) => [ParallelContext.capture(), active] as const);
    {
      using _ = ctx.enter();
      expect(trace.getActiveSpan()?.spanContext()).toEqual(span.spanContext());
    }
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('restores the former OpenTelemetry context, not the root', () => {
    context.with(ROOT_CONTEXT.setValue(KEY, 'outer'), () => {
      captured('a').enter().dispose();
      expect(here()).toEqual([undefined, 'outer']);
    });
  });

  it('keeps both contexts together when guards are disposed out of order', () => {
    const first = captured('a').enter();
    const second = captured('b').enter();
    first.dispose();
    expect(here()).toEqual(['b', 'b']);
    second.dispose();
    expect(here()).toEqual([undefined, undefined]);
    expect(log.warnings).toHaveLength(1);
  });

  it('leaves the OpenTelemetry context of another flow alone', async () => {
    const guard = await withPhase('flow', async () => {
      await Promise.resolve();
      return captured('a').enter();
    });
    context.with(ROOT_CONTEXT.setValue(KEY, 'other'), () => {
      guard.dispose();
      expect(here()).toEqual([undefined, 'other']);
    });
    expect(log.warnings).toHaveLength(1);
  });

  it('may be disposed twice without harm', () => {
    const guard = captured('a').enter();
    guard.dispose();
    context.with(ROOT_CONTEXT.setValue(KEY, 'later'), () => {
      guard.dispose();
      expect(here()).toEqual([undefined, 'later']);
    });
  });
});

describe('ParallelContext.enter with a context manager that cannot attach', () => {
  it('enters through its storage', () => {
    const manager = (globalThis as never as Record<symbol, { context: { attach?: unknown } }>)[
      Symbol.for('opentelemetry.js.api.1')
    ]!.context;
    manager.attach = undefined; // as in managers before 2.12
    const first = captured('a').enter();
    const second = captured('b').enter();
    expect(here()).toEqual(['b', 'b']);
    second.dispose();
    expect(here()).toEqual(['a', 'a']);
    first.dispose();
  });
});

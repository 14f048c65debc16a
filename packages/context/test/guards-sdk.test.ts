import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, context, createContextKey, diag, trace } from '@opentelemetry/api';
import type { Context, ContextManager } from '@opentelemetry/api';
import { ParallelContext, getCurrentContext, withPhase, withSpan } from '@threadspan/context';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

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

function installedManager(): ContextManager & { attach?: unknown } {
  const api = Symbol.for('opentelemetry.js.api.1');
  return (globalThis as never as Record<symbol, { context: ContextManager }>)[api]!.context;
}

describe('ParallelContext.enter with another context manager', () => {
  it('enters through the storage of one that cannot attach', () => {
    installedManager().attach = undefined; // as in managers before 2.12
    const first = captured('a').enter();
    const second = captured('b').enter();
    expect(here()).toEqual(['b', 'b']);
    second.dispose();
    expect(here()).toEqual(['a', 'a']);
    first.dispose();
  });

  it('enters through `attach` of one that keeps its storage to itself', () => {
    const storage = new AsyncLocalStorage<Context>();
    const active = () => storage.getStore() ?? ROOT_CONTEXT;
    context.disable();
    context.setGlobalContextManager({
      active,
      with: (otel, fn, self, ...args) => storage.run(otel, () => fn.apply(self as never, args)),
      bind: (_otel, target) => target,
      enable() {
        return this;
      },
      disable() {
        return this;
      },
      attach(otel: Context) {
        const former = active();
        storage.enterWith(otel);
        return { dispose: () => storage.enterWith(former) };
      },
    } as ContextManager);
    const guard = captured('a').enter();
    expect(here()).toEqual(['a', 'a']);
    guard.dispose();
  });
});

import type { OpenSpan } from '@threadspan/context/ports';

type Step = (...args: unknown[]) => unknown;

/** An iterator that is used once, such as a generator object; an asynchronous one has promises of its results. */
export type Steps = Partial<Record<'next' | 'return' | 'throw', Step>>;

/** The span around the steps of an iterator: open from the start, or begun with the first `next()`. */
export interface Lifetime {
  open?: OpenSpan | undefined;
  readonly begin?: () => OpenSpan;
  /** Set with the last step; those that follow run outside. */
  ended?: boolean;
}

/**
 * Runs each step of `iterator` inside a span that ends with its last one: when it is done, throws, or is told to
 * return. The object stays what it is, with steps of its own; so `for … of`, `yield*`, spread and `instanceof` see no
 * difference. A span that is to begin with the first `next()` doesn't where there never is one.
 */
export function followIterator(iterator: Steps, life: Lifetime): boolean {
  if (!Object.isExtensible(iterator)) return false;
  const end = (close: (span: OpenSpan) => void) => {
    if (life.ended || life.open === undefined) return;
    life.ended = true;
    close(life.open);
  };

  for (const name of ['next', 'return', 'throw'] as const) {
    const step = iterator[name];
    if (typeof step !== 'function') continue;
    const follow = function (this: unknown, ...args: unknown[]): unknown {
      // An iterator that is told to end before it has begun runs nothing.
      if (life.open === undefined && name !== 'next') life.ended = true;
      if (!life.ended) life.open ??= life.begin?.();
      if (life.ended || life.open === undefined) return Reflect.apply(step, this, args);
      return life.open.run(() => Reflect.apply(step, this, args), {
        succeed(result) {
          const answer = Object(result) as { done?: unknown; value?: unknown };
          if (answer.done) end((span) => (name === 'next' ? span.complete(answer.value) : span.finish()));
        },
        fail: (error) => end((span) => span.fail(error)),
      });
    };
    Object.defineProperty(iterator, name, { value: follow, writable: true, configurable: true });
  }
  return true;
}

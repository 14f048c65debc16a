import type { OpenSpan } from '@threadspan/context/ports';

type Step = (...args: unknown[]) => unknown;

/** An iterator that is used once, such as a generator object; an asynchronous one has promises of its results. */
export type Steps = Partial<Record<'next' | 'return' | 'throw', Step>>;

/**
 * Runs each step of `iterator` inside a span that ends with its last one: when it is done, throws, or is told to
 * return. The object stays what it is, with steps of its own; so `for … of`, `yield*`, spread and `instanceof` see no
 * difference. With `begin` the span starts with the first `next()`; if there never is one, no span does.
 */
export function followIterator(iterator: Steps, begin: () => OpenSpan): boolean {
  if (!Object.isExtensible(iterator)) return false;
  let open: OpenSpan | undefined;
  let ended = false;
  const end = (close: (span: OpenSpan) => void) => {
    if (ended || open === undefined) return;
    ended = true;
    close(open);
  };

  for (const name of ['next', 'return', 'throw'] as const) {
    const step = iterator[name];
    if (typeof step !== 'function') continue;
    const follow = function (this: unknown, ...args: unknown[]): unknown {
      // An iterator that is told to end before it has begun runs nothing.
      if (open === undefined && name !== 'next') ended = true;
      if (ended) return Reflect.apply(step, this, args);
      open ??= begin();
      return open.run(() => Reflect.apply(step, this, args), {
        succeed(result) {
          const { done, value } = Object(result) as { done?: unknown; value?: unknown };
          if (done) end((span) => (name === 'next' ? span.complete(value) : span.finish()));
        },
        fail: (error) => end((span) => span.fail(error)),
      });
    };
    Object.defineProperty(iterator, name, { value: follow, writable: true, configurable: true });
  }
  return true;
}

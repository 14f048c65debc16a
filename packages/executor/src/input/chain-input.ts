import { ArraySource } from './array-source.js';
import { AsyncIterableSource } from './async-iterable-source.js';
import { IterableSource } from './iterable-source.js';
import type { InContext, Source } from './source.js';

/** What a chain is started over. */
export type ChainInput =
  | { readonly kind: 'sync'; readonly items: Iterable<unknown> }
  | { readonly kind: 'async'; readonly items: AsyncIterable<unknown> };

/** The number of items, where the input tells it. */
export function sizeOf({ items }: ChainInput): number | undefined {
  if (Array.isArray(items)) return items.length;
  return items instanceof Set || items instanceof Map ? items.size : undefined;
}

export function openSource(input: ChainInput, inContext: InContext): Source {
  if (input.kind === 'async') return new AsyncIterableSource(input.items, inContext);
  const { items } = input;
  return ArraySource.canRead(items)
    ? new ArraySource(items, inContext)
    : new IterableSource(items, sizeOf(input), inContext);
}

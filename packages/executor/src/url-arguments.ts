/** Where a URL stands: the item's offset, and in the arguments of a call the argument's. */
export type UrlPlace = readonly [offset: number, argument?: number];

/** Items or arguments on their way. */
export interface Packed {
  readonly items: readonly unknown[];
  readonly urls?: readonly UrlPlace[];
}

/**
 * Structured clone makes `{}` of a URL without a word, and a path may be one: items and arguments that are URLs travel
 * as text, and are made URLs again in the worker. The given items stay as they are.
 */
export function packUrls(items: readonly unknown[], areArguments: boolean): Packed {
  let urls: UrlPlace[] | undefined;
  for (let offset = 0; offset < items.length; offset += 1) {
    const item = items[offset];
    if (typeof item !== 'object' || item === null) continue;
    if (item instanceof URL) (urls ??= []).push([offset]);
    else if (areArguments && Array.isArray(item)) {
      for (let index = 0; index < item.length; index += 1) {
        if (item[index] instanceof URL) (urls ??= []).push([offset, index]);
      }
    }
  }
  return urls === undefined ? { items } : { items: replace(items, urls, String), urls };
}

/** What `packUrls()` was given. */
export function unpackUrls({ items, urls }: Packed): readonly unknown[] {
  return urls === undefined ? items : replace(items, urls, (text) => new URL(String(text)));
}

function replace(
  items: readonly unknown[],
  places: readonly UrlPlace[],
  change: (value: unknown) => unknown,
): unknown[] {
  const replaced = [...items];
  for (const [offset, argument] of places) {
    if (argument === undefined) replaced[offset] = change(replaced[offset]);
    else
      replaced[offset] = (replaced[offset] as unknown[]).with(
        argument,
        change((items[offset] as unknown[])[argument]),
      );
  }
  return replaced;
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Gives the items with a pause before each. */
export async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await sleep(1);
    yield item;
  }
}

/** All that an async iterable gives. */
export async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const value of stream) gathered.push(value);
  return gathered;
}

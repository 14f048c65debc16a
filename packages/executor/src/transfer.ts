import type { Transferable } from 'node:worker_threads';
import { globalState } from '@threadspan/context/ports';
import { invalid } from './options.js';

interface Transfers {
  /** What moves along with a value. */
  readonly lists: WeakMap<object, readonly Transferable[]>;
  /** Whether there has ever been one: most programs never look. */
  used: boolean;
}

const transfers = globalState<Transfers>('executor.transfers', () => ({ lists: new WeakMap(), used: false }));

/**
 * Marks a value to be moved instead of copied when it goes to a worker, as an item or an argument, or comes back as a
 * result: `parIter(images.map((image) => transfer(image, [image.data.buffer])))` on the main thread, and
 * `return transfer(pixels, [pixels.buffer])` in an annotated method. The sender's buffers are empty afterwards, so an
 * item that was moved is not tried again when its worker is lost; and it travels alone, not in a chunk.
 *
 * @param list the `ArrayBuffer`s, `MessagePort`s and other transferable objects in the value; each once
 * @returns the value itself; where it does not leave its thread, nothing happens to it
 * @throws ThreadspanError `INVALID_ARGUMENT` when the value is no object, or the list is none
 */
export function transfer<T extends object>(value: T, list: readonly Transferable[]): T {
  if (typeof value !== 'object' || value === null) throw invalid('value', 'an object', value);
  if (!Array.isArray(list)) throw invalid('list', 'an array of what is to be moved', list);
  transfers.lists.set(value, list);
  transfers.used = true;
  return value;
}

/** What is to be moved with the value; `undefined` when it is to be copied. */
export function transferListOf(value: unknown): readonly Transferable[] | undefined {
  return transfers.used && typeof value === 'object' && value !== null
    ? transfers.lists.get(value)
    : undefined;
}

/** The same for the arguments of a call. */
export function transferListOfAll(values: readonly unknown[]): readonly Transferable[] | undefined {
  if (!transfers.used) return undefined;
  const lists = values.flatMap((value) => transferListOf(value) ?? []);
  return lists.length > 0 ? lists : undefined;
}

import { types } from 'node:util';
import type { Transferable } from 'node:worker_threads';
import { globalState } from '@threadspan/context/ports';
import { invalid } from './argument-checks.js';

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

/** Whether anything has ever been marked. */
export function mayMove(): boolean {
  return transfers.used;
}

/** What is to be moved with the values; `undefined` when they are to be copied. */
export function transferListOf(values: readonly unknown[]): readonly Transferable[] | undefined {
  if (!transfers.used) return undefined;
  let list: Transferable[] | undefined;
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    const own = transfers.lists.get(value);
    if (own) (list ??= []).push(...present(own));
  }
  return list;
}

/** The same for what belongs to one item: its values may be views of one buffer. */
export function itemTransferListOf(values: readonly unknown[]): readonly Transferable[] | undefined {
  const list = transferListOf(values);
  return list && [...new Set(list)];
}

/**
 * Those of the list that can be moved. Node sends a message that moves what has been moved before, and it arrives as
 * an error; copying it is refused at once, as it should be.
 */
export function present(list: readonly Transferable[]): readonly Transferable[] {
  return list.filter((one) => !(types.isArrayBuffer(one) && isDetached(one)));
}

// Node 20 has no `detached` property yet.
function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

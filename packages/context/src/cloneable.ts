import { types } from 'node:util';
import { describeValue, shortly } from './describe-value.js';
import { MAX_PATH } from './error-envelope.js';
import { defineProperty, isObject, keysOf, readProperty } from './read-property.js';

/** Where something is: the fields and indices that lead there. */
export type Path = readonly string[];

/** What is not data but thrown, and so is packed on its own. */
export interface ThrownInside {
  /** Whether `value`, `depth` steps inside the field `field`, is. */
  is(value: unknown, field: string | undefined, depth: number): boolean;
  /** Notes that it belongs at `path`; `false` when there is no room for it. */
  note(value: unknown, path: Path): boolean;
}

interface Container {
  readonly from: object;
  readonly to: object;
  readonly path: Path;
}

/** Stands for a value that has no place in the copy. */
export const LEFT_OUT = Symbol('left out');

const MAX_ENTRIES = 100_000;
const MAX_DESCRIPTIONS = 100;
const MAX_INSTANCES = 100;

/**
 * Copies data so that it can be cloned to another thread. What can be as it is, is cloned in one go. Of other
 * plain objects and arrays each entry is copied by itself: `null` where something thrown goes, a description for
 * what can't be cloned; of 100,000 entries at most, 100 levels deep. Objects that come twice are one object again,
 * so cycles are no matter. Never throws.
 */
export class CloneableCopier {
  readonly #thrown: ThrownInside;
  readonly #copies = new Map<object, unknown>();
  #entriesLeft = MAX_ENTRIES;
  #descriptionsLeft = MAX_DESCRIPTIONS;
  #instancesLeft = MAX_INSTANCES;

  constructor(thrown: ThrownInside) {
    this.#thrown = thrown;
  }

  /** The copy of what is at `path`, or {@link LEFT_OUT}. */
  copy(value: unknown, path: Path): unknown {
    if (isObject(value) && !this.#isThrown(value, path) && !this.#copies.has(value)) {
      const clone = this.#needsCopy(value, path) ? LEFT_OUT : tryClone(value);
      if (clone !== LEFT_OUT) this.#copies.set(value, clone);
    }
    const waiting: Container[] = [];
    const copy = this.#copyOne(value, path, waiting);
    // Breadth first, in a loop that adds to its own list: no data is too deep for the stack.
    for (const container of waiting) this.#fill(container, waiting);
    return copy;
  }

  #copyOne(value: unknown, path: Path, waiting: Container[]): unknown {
    if (this.#isThrown(value, path)) return this.#thrown.note(value, path) ? null : LEFT_OUT;
    if (!isObject(value)) return typeof value === 'symbol' ? describeValue(value) : value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    const to = path.length < MAX_PATH ? emptyLike(value) : undefined;
    const copy = to ?? this.#whole(value);
    this.#copies.set(value, copy);
    if (to) waiting.push({ from: value, to, path });
    return copy;
  }

  #fill({ from, to, path }: Container, waiting: Container[]): void {
    let leftOut = 0;
    for (const key of keysOf(from)) {
      if (this.#entriesLeft <= 0) return;
      this.#entriesLeft -= 1;
      const at = Array.isArray(to) && /^\d+$/.test(key) ? String(Number(key) - leftOut) : key;
      const copy = this.#copyOne(readProperty(from, key), [...path, at], waiting);
      if (copy === LEFT_OUT) leftOut += 1;
      else defineProperty(to, at, copy);
    }
  }

  #whole(value: object): unknown {
    const isData = types.isDate(value) || types.isRegExp(value) || ArrayBuffer.isView(value);
    // A graph of instances may be cloned again from each of them, hence the limit.
    const isInstance = typeof value === 'object' && emptyLike(value) === undefined;
    if (isData || (isInstance && this.#instancesLeft-- > 0)) {
      const clone = tryClone(value);
      if (clone !== LEFT_OUT) return clone;
    }
    return this.#descriptionsLeft-- > 0 ? describeValue(value) : shortly(value);
  }

  #isThrown(value: unknown, path: Path): boolean {
    return path.length > 0 && this.#thrown.is(value, path[0], path.length - 1);
  }

  /** Whether something thrown is in it, or it is too deep for the other side. */
  #needsCopy(whole: object, path: Path): boolean {
    const seen = new Set<unknown>([whole]);
    const waiting: [object, number][] = [[whole, path.length]];
    for (const [value, depth] of waiting) {
      if (emptyLike(value) === undefined) continue;
      if (depth >= MAX_PATH) return true;
      for (const entry of valuesOf(value)) {
        if (this.#thrown.is(entry, path[0], depth)) return true;
        if (!isObject(entry) || seen.has(entry) || seen.size > MAX_ENTRIES) continue;
        seen.add(entry);
        waiting.push([entry, depth + 1]);
      }
    }
    return false;
  }
}

function tryClone(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return LEFT_OUT;
  }
}

/** A new array for an array, a new object for a plain object, of whichever realm. */
function emptyLike(value: object): object | undefined {
  if (typeof value === 'function') return undefined;
  try {
    if (Array.isArray(value)) return [];
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === null) return {};
    return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
      ? {}
      : undefined;
  } catch {
    return undefined; // a proxy that refuses
  }
}

function valuesOf(object: object): unknown[] {
  try {
    return Object.values(object);
  } catch {
    return [];
  }
}

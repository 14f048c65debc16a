import { types } from 'node:util';
import type { ParallelContext } from '@threadspan/context';
import { canBeShared } from '@threadspan/context/ports';
import type { StageKind } from '../protocol.js';

/**
 * Runs one item through all stages of a chain, at once as far as nothing has to be waited for. Gives the value that
 * came out where each stage gives one, otherwise an array of those that came out.
 */
export type RunItem = (item: unknown) => unknown;

/** What a stage does to one item, and in which context. */
export interface Step {
  readonly kind: StageKind;
  readonly run: (item: unknown) => unknown;
  readonly context: ParallelContext | undefined;
}

/** What is done to each item of a chunk. */
export interface Work {
  readonly runItem: RunItem;
  /** The context of all of it, where items can share it. */
  readonly context?: ParallelContext | undefined;
}

/** Whether a stage makes one value of each item. */
export function givesOne(kind: StageKind): boolean {
  return kind === 'map' || kind === 'call';
}

export function composeSteps(steps: readonly Step[]): Work {
  const [only] = steps;
  if (steps.length === 1 && only?.context && canBeShared(only.context)) {
    return { runItem: compose([{ ...only, context: undefined }]), context: only.context };
  }
  return { runItem: compose(steps.map(inItsContext)) };
}

function compose(steps: readonly Step[]): RunItem {
  const [first] = steps;
  if (!steps.every(({ kind }) => givesOne(kind))) return (item) => runFrom(steps, 0, item);
  return first && steps.length === 1 ? first.run : (item) => passThrough(steps, 0, item);
}

function inItsContext(step: Step): Step {
  const { run, context } = step;
  return context === undefined ? step : { ...step, run: (item) => context.run(() => run(item)) };
}

function passThrough(steps: readonly Step[], from: number, item: unknown): unknown {
  let value = item;
  for (let position = from; position < steps.length; position += 1) {
    value = steps[position]!.run(value);
    if (types.isPromise(value)) return value.then((result) => passThrough(steps, position + 1, result));
  }
  return value;
}

function runFrom(
  steps: readonly Step[],
  position: number,
  item: unknown,
): readonly unknown[] | Promise<readonly unknown[]> {
  const current = steps[position];
  if (current === undefined) return [item];
  const { kind, run } = current;
  return then(run(item), (result) => passOn(steps, position, kind, result));
}

/** Goes on with the result, at once where it is no promise. */
export function then<R>(result: unknown, goOn: (value: unknown) => R | Promise<R>): R | Promise<R> {
  return types.isPromise(result) ? result.then(goOn) : goOn(result);
}

function passOn(
  steps: readonly Step[],
  position: number,
  kind: StageKind,
  result: unknown,
): readonly unknown[] | Promise<readonly unknown[]> {
  const next = position + 1;
  switch (kind) {
    case 'call':
    case 'map':
      return runFrom(steps, next, result);
    case 'forEach':
      return [];
    case 'filterMap':
      return result === undefined || result === null ? [] : runFrom(steps, next, result);
    case 'flatMap':
      return flatten(
        result as readonly unknown[],
        next === steps.length ? undefined : (value) => runFrom(steps, next, value),
      );
  }
}

/** What a flatMap method returned, as an array. */
export function allOf(result: unknown): readonly unknown[] | Promise<readonly unknown[]> {
  if (Array.isArray(result)) return result as readonly unknown[];
  if (typeof result === 'object' && result !== null) {
    if (Symbol.iterator in result) return [...(result as Iterable<unknown>)];
    if (Symbol.asyncIterator in result) return readAll(result as AsyncIterable<unknown>);
  }
  throw new TypeError(
    `Expected a flatMap method to return an array or another iterable, got ${typeof result}`,
  );
}

async function readAll(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const value of values) all.push(value);
  return all;
}

type RunRest = (item: unknown) => readonly unknown[] | Promise<readonly unknown[]>;

function flatten(
  values: readonly unknown[],
  run: RunRest | undefined,
): readonly unknown[] | Promise<readonly unknown[]> {
  if (run === undefined) return [...values];
  const parts: unknown[][] = [];
  for (const [position, value] of values.entries()) {
    const part = run(value);
    if (types.isPromise(part)) return flattenAsync(values.slice(position + 1), run, parts, part);
    parts.push([...part]);
  }
  return parts.flat();
}

// One after the other, as everything in a worker.
async function flattenAsync(
  values: readonly unknown[],
  run: RunRest,
  parts: (readonly unknown[])[],
  first: Promise<readonly unknown[]>,
): Promise<readonly unknown[]> {
  parts.push(await first);
  for (const value of values) parts.push(await run(value));
  return parts.flat();
}

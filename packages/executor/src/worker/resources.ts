import { types } from 'node:util';
import { ParallelContext } from '@threadspan/context';
import type { RunChunk, StageCall } from '../protocol.js';
import { unpackUrls } from '../url-arguments.js';
import { createInstance } from './create-instance.js';
import { methodOf } from '../annotated-method.js';

/** Runs one item through all stages; the values that came out, in order. */
export type RunItem = (item: unknown) => readonly unknown[] | Promise<readonly unknown[]>;

type Step = (item: unknown) => unknown;

/** What has been sent to this worker once, for many chunks. */
export class Resources {
  readonly #instances = new Map<number, Promise<object>>();
  readonly #contexts = new Map<number, ParallelContext>();
  readonly #shared = new Map<number, readonly unknown[]>();

  /** Takes over what the chunk brings along and puts its stages together. Rejects when an instance can't be made. */
  async prepare({ stages, provision }: RunChunk): Promise<RunItem> {
    const created = (provision?.instances ?? []).map((spec) => {
      const instance = createInstance(spec);
      this.#instances.set(spec.id, instance);
      return instance;
    });
    provision?.contexts.forEach(([id, carrier]) =>
      this.#contexts.set(id, ParallelContext.fromCarrier(carrier)),
    );
    provision?.shared.forEach(([id, args]) => this.#shared.set(id, unpackUrls(args)));
    const steps = stages.map(async (stage) => [stage.kind, await this.#step(stage)] as const);
    await Promise.all([...created, ...steps]);
    return composeSteps(await Promise.all(steps));
  }

  release(ids: readonly number[]): void {
    for (const id of ids) {
      this.#instances.delete(id);
      this.#contexts.delete(id);
      this.#shared.delete(id);
    }
  }

  async #step(stage: StageCall): Promise<Step> {
    // Before it waits: while instances are made, another run of the same chain may end and release what both share.
    const shared = (stage.shared === undefined ? undefined : this.#shared.get(stage.shared)) ?? [];
    const context = stage.context === undefined ? undefined : this.#contexts.get(stage.context);
    const instance = await this.#instances.get(stage.instance);
    if (instance === undefined)
      throw new Error(`Expected instance ${stage.instance} to have been sent before its call`);
    const method = methodOf(instance, stage.method);
    const call: Step =
      stage.kind === 'call'
        ? (args) => promised(Reflect.apply(method, instance, args as unknown[]))
        : (item) => promised(Reflect.apply(method, instance, [item, ...shared]));
    // A generator runs while it is read, which has to be in its context, too.
    const step: Step = stage.kind === 'flatMap' ? (item) => then(call(item), allOf) : call;
    return context === undefined ? step : (item) => context.run(() => step(item));
  }
}

// A thenable can't be sent; its caller awaits it anyway, and in the context of the call, as here.
function promised(result: unknown): unknown {
  const isThenable =
    typeof result === 'object' &&
    result !== null &&
    !types.isPromise(result) &&
    typeof (result as { then?: unknown }).then === 'function';
  return isThenable ? Promise.resolve(result) : result;
}

type Steps = readonly (readonly [kind: StageCall['kind'], step: Step])[];

function composeSteps(steps: Steps): RunItem {
  return (item) => runFrom(steps, 0, item);
}

function runFrom(
  steps: Steps,
  position: number,
  item: unknown,
): readonly unknown[] | Promise<readonly unknown[]> {
  const current = steps[position];
  if (current === undefined) return [item];
  const [kind, step] = current;
  return then(step(item), (result) => passOn(steps, position, kind, result));
}

/** Goes on with the result, at once where it is no promise. */
function then<R>(result: unknown, goOn: (value: unknown) => R | Promise<R>): R | Promise<R> {
  return types.isPromise(result) ? result.then(goOn) : goOn(result);
}

function passOn(
  steps: Steps,
  position: number,
  kind: StageCall['kind'],
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
function allOf(result: unknown): readonly unknown[] | Promise<readonly unknown[]> {
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

function flatten(
  values: readonly unknown[],
  run: RunItem | undefined,
): readonly unknown[] | Promise<readonly unknown[]> {
  if (run === undefined) return values;
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
  run: RunItem,
  parts: (readonly unknown[])[],
  first: Promise<readonly unknown[]>,
): Promise<readonly unknown[]> {
  parts.push(await first);
  for (const value of values) parts.push(await run(value));
  return parts.flat();
}

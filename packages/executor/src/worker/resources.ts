import { types } from 'node:util';
import { ParallelContext } from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';
import type { InstanceSpec, Provision, RunChunk, StageCall } from '../protocol.js';
import { unpackUrls } from '../url-arguments.js';
import { createInstance } from './create-instance.js';
import { composeSteps } from './run-item.js';
import type { Work } from './run-item.js';
import type { MethodNames } from './outbox.js';
import { stepOf } from './step-of.js';
import type { Part } from './step-of.js';

/** What has been sent to this worker once, for many chunks. */
export class Resources implements MethodNames {
  // Calls that follow one another often come from the same place.
  #latestCarrier: unknown;
  #latestContext: ParallelContext | undefined;
  // A promise while it is being made.
  readonly #instances = new Map<number, object>();
  readonly #contexts = new Map<number, ParallelContext>();
  readonly #shared = new Map<number, readonly unknown[]>();

  /** Takes over what a chunk brings along. What comes of its instances is heard when they are used. */
  accept({ instances, contexts, shared }: Provision): void {
    for (const spec of instances) this.#create(spec);
    for (const [id, carrier] of contexts) this.#contexts.set(id, ParallelContext.fromCarrier(carrier));
    for (const [id, args] of shared) this.#shared.set(id, unpackUrls(args));
  }

  /**
   * Puts the stages of a chunk together; at once when its instances are there.
   * @throws or rejects when an instance can't be made, or a method not be called
   */
  prepare(message: RunChunk): Work | Promise<Work> {
    const { stages, provision, carrier } = message;
    const callContext = carrier === undefined ? undefined : this.#contextOf(carrier);
    // Before it waits: while instances are made, another run of the same chain may end and release what both share.
    const parts = stages.map((stage) => ({
      stage,
      instance: this.#instances.get(stage.instance),
      context: stage.context === undefined ? callContext : this.#contexts.get(stage.context),
      shared: (stage.shared === undefined ? undefined : this.#shared.get(stage.shared)) ?? [],
    }));
    const brought = (provision?.instances ?? []).map(({ id }) => this.#instances.get(id));
    const unfinished = [...brought, ...parts.map(({ instance }) => instance)].filter(types.isPromise);
    if (unfinished.length === 0) return composeSteps(parts.map(stepOf));
    return this.#prepareLater(parts, unfinished);
  }

  nameOf({ instance, method }: StageCall): string {
    const name = this.#instances.get(instance)?.constructor.name;
    return name ? `${name}.${method}` : method;
  }

  release(ids: readonly number[]): void {
    for (const id of ids) {
      this.#instances.delete(id);
      this.#contexts.delete(id);
      this.#shared.delete(id);
    }
  }

  async #prepareLater(parts: readonly Part[], unfinished: readonly Promise<unknown>[]): Promise<Work> {
    await Promise.all(unfinished);
    const instances = await Promise.all(parts.map(async ({ instance }) => instance));
    return composeSteps(parts.map((part, position) => stepOf({ ...part, instance: instances[position] })));
  }

  #contextOf(carrier: ContextCarrier | string): ParallelContext {
    if (typeof carrier !== 'string') return ParallelContext.fromCarrier(carrier);
    if (this.#latestContext === undefined || carrier !== this.#latestCarrier) {
      this.#latestContext = ParallelContext.fromCarrier(parsed(carrier));
      this.#latestCarrier = carrier;
    }
    return this.#latestContext;
  }

  #create(spec: InstanceSpec): void {
    const pending = createInstance(spec);
    this.#instances.set(spec.id, pending);
    pending.then(
      (instance) => {
        if (this.#instances.get(spec.id) === pending) this.#instances.set(spec.id, instance);
      },
      () => undefined, // heard by whoever uses it
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // which is no carrier, as it will be told
  }
}

import type { InstanceRecipe } from '../instance-recipe.js';
import type { InstanceSpec, Provision } from '../protocol.js';
import type { JobSpec } from '../scheduling/job.js';
import { packUrls } from '../url-arguments.js';

/** What one worker has been sent once for many chunks: instances, contexts, shared arguments. */
export class Provisions {
  readonly #held = new Set<number>();
  // What is on its way with a chunk that has not answered yet: instances, and the rest.
  #fresh: readonly number[] = [];
  #others: readonly number[] = [];

  /** Whether the worker may still be making instances. */
  get areFresh(): boolean {
    return this.#fresh.length > 0;
  }

  /** Whether the worker has everything that the job needs, and has said so by answering. */
  has(spec: JobSpec): boolean {
    return !this.areFresh && this.#others.length === 0 && this.#holds(spec);
  }

  /** What the job needs and the worker has not got. */
  missing(spec: JobSpec): Provision | undefined {
    if (this.#holds(spec)) return undefined;
    const { instances, contexts, shared } = spec;
    const isMissing = (id: number) => !this.#held.has(id);
    return {
      instances: instances.filter(({ id }) => isMissing(id)).map(packed),
      contexts: contexts.filter(([id]) => isMissing(id)),
      shared: shared.filter(([id]) => isMissing(id)).map(([id, args]) => [id, packUrls(args, false)]),
    };
  }

  /** A chunk has been sent, with this. Nothing else is sent before it has answered. */
  sent({ instances, contexts, shared }: Provision): void {
    this.#fresh = instances.map(({ id }) => id);
    this.#others = [...contexts, ...shared].map(([id]) => id);
    for (const id of [...this.#fresh, ...this.#others]) this.#held.add(id);
  }

  /** The chunk that brought something along has arrived, and its instances are made. */
  arrived(): void {
    this.#fresh = [];
    this.#others = [];
  }

  /** Its instances could not be made. */
  forgetFresh(): void {
    for (const id of this.#fresh) this.#held.delete(id);
    this.arrived();
  }

  /** It did not arrive, nor did what it brought along. */
  forgetSent(): void {
    for (const id of this.#others) this.#held.delete(id);
    this.forgetFresh();
  }

  /** Forgets those ids. Returns which of them the worker holds. */
  release(ids: readonly number[]): readonly number[] {
    return ids.filter((id) => this.#held.delete(id));
  }

  #holds({ instances, contexts, shared }: JobSpec): boolean {
    const held = this.#held;
    for (const { id } of instances) if (!held.has(id)) return false;
    for (const [id] of contexts) if (!held.has(id)) return false;
    for (const [id] of shared) if (!held.has(id)) return false;
    return true;
  }
}

function packed({ id, module, exportName, args: given }: InstanceRecipe): InstanceSpec {
  const { items: args, ...places } = packUrls(given, false);
  return { id, module, exportName, args, ...places };
}

import type { InstanceSpec, Provision } from '../protocol.js';
import type { JobSpec } from '../scheduling/job.js';
import { packUrls } from '../url-arguments.js';

/** What one worker has been sent once for many chunks: instances, contexts, shared arguments. */
export class Provisions {
  readonly #held = new Set<number>();
  // Instances that the present chunk has brought along, and what else.
  #fresh: readonly number[] = [];
  #others: readonly number[] = [];

  /** Whether the worker may still be making instances for its present chunk. */
  get areFresh(): boolean {
    return this.#fresh.length > 0;
  }

  /** What the job needs and the worker has not got. */
  missing({ instances, contexts, shared }: JobSpec): Provision | undefined {
    const isMissing = (id: number) => !this.#held.has(id);
    const provision: Provision = {
      instances: instances.filter(({ id }) => isMissing(id)).map(packed),
      contexts: contexts.filter(([id]) => isMissing(id)),
      shared: shared.filter(([id]) => isMissing(id)).map(([id, args]) => [id, packUrls(args, false)]),
    };
    const size = provision.instances.length + provision.contexts.length + provision.shared.length;
    return size === 0 ? undefined : provision;
  }

  /** @param keepsAll whether the worker keeps contexts and shared arguments, too, and not only for this chunk */
  sent(provision: Provision | undefined, keepsAll: boolean): void {
    const { instances = [], contexts = [], shared = [] } = provision ?? {};
    this.#fresh = instances.map(({ id }) => id);
    this.#others = keepsAll ? [...contexts, ...shared].map(([id]) => id) : [];
    for (const id of [...this.#fresh, ...this.#others]) this.#held.add(id);
  }

  /** The instances of the present chunk could not be made. */
  forgetFresh(): void {
    for (const id of this.#fresh) this.#held.delete(id);
  }

  /** The present chunk did not arrive, nor did what it brought along. */
  forgetSent(): void {
    this.forgetFresh();
    for (const id of this.#others) this.#held.delete(id);
  }

  /** Forgets those ids. Returns which of them the worker holds. */
  release(ids: readonly number[]): readonly number[] {
    return ids.filter((id) => this.#held.delete(id));
  }
}

function packed(spec: InstanceSpec): InstanceSpec {
  const { items: args, ...places } = packUrls(spec.args, false);
  return { ...spec, args, ...places };
}

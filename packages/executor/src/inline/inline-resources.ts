import { ParallelContext } from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';
import { construct } from '../construct.js';
import type { InstanceRecipe } from '../instance-recipe.js';
import type { Job } from '../scheduling/job.js';
import { composeSteps, givesOne } from '../worker/run-item.js';
import type { RunItem } from '../worker/run-item.js';
import { stepOf } from '../worker/step-of.js';
import { unsendableArguments, unsendableContext, unsendableShared } from '../scheduling/unsendable.js';
import { clone, cloneWithUrls } from './clone.js';

/** What is done to each item of a job. */
export interface InlineWork {
  readonly runItem: RunItem;
  /** Whether that gives one value, and not an array of them. */
  readonly givesOne: boolean;
}

const NOTHING: ContextCarrier = { version: 1, propagation: {}, analysis: {}, hierarchy: [] };

/** What jobs need in this thread: instances, and their own copies of contexts and shared arguments. */
export class InlineResources {
  readonly #instances = new Map<number, object>();
  readonly #works = new WeakMap<Job, InlineWork>();
  readonly #noContext = ParallelContext.fromCarrier(NOTHING);

  /** @throws ThreadspanError `NOT_SERIALIZABLE`, `WORKER_START_FAILED` */
  create(recipe: InstanceRecipe): void {
    const { id, cls, exportName, args } = recipe;
    const copies = cloneWithUrls(args, false, (cause) => unsendableArguments(recipe, cause));
    this.#instances.set(
      id,
      this.#noContext.run(() => construct(cls, exportName, copies)),
    );
  }

  release(instance: number): void {
    this.#instances.delete(instance);
  }

  /**
   * @throws ThreadspanError `NOT_SERIALIZABLE` for what the items share, `NOT_ANNOTATED`
   */
  workOf(job: Job): InlineWork {
    const known = this.#works.get(job);
    if (known) return known;
    const work = this.#compose(job);
    this.#works.set(job, work);
    return work;
  }

  #compose({ spec }: Job): InlineWork {
    const { stages, context, contexts, shared } = spec;
    const carriers = new Map(contexts);
    const sharedArgs = new Map(shared);
    const steps = stages.map((stage) => {
      const carrier = stage.context === undefined ? context?.toCarrier() : carriers.get(stage.context);
      const args = stage.shared === undefined ? undefined : sharedArgs.get(stage.shared);
      return stepOf({
        stage,
        instance: this.#instances.get(stage.instance),
        // By way of its carrier, as to a worker: items get no hold of the caller's own span, nor of its objects.
        context: carrier
          ? ParallelContext.fromCarrier(clone([carrier], (cause) => unsendableContext([carrier], cause))[0])
          : this.#noContext,
        shared: args ? cloneWithUrls(args, false, (cause) => unsendableShared(spec, stage, cause)) : [],
      });
    });
    const { runItem, context: whole } = composeSteps(steps);
    return {
      runItem: whole ? (item) => whole.run(() => runItem(item)) : runItem,
      givesOne: stages.every(({ kind }) => givesOne(kind)),
    };
  }
}

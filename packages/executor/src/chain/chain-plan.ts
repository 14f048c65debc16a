import type { ContextCarrier } from '@threadspan/context';
import { openSource } from '../input/chain-input.js';
import type { ChainInput } from '../input/chain-input.js';
import type { ChunkTimes, ItemTime } from '../scheduling/chunk-size.js';
import type { JobSpec } from '../scheduling/job.js';
import type { InstanceRecipe } from '../instance-recipe.js';
import type { StageCall } from '../protocol.js';
import type { RunOptions } from './run-options.js';
import type { JobScheduler } from '../scheduling/job-scheduler.js';
import type { InContext } from '../input/source.js';

/** Everything a chain needs of its executor. */
export interface ChainHost {
  readonly owner: object;
  readonly scheduler: JobScheduler;
  readonly timeout: number | undefined;
  readonly retries: number;
  /** The size of all chunks; absent where it is up to each run. */
  readonly chunkSize?: number;
  readonly chunkTimes?: ChunkTimes | undefined;
  nextId(): number;
}

/** A chain of stages over an input. It is lazy: nothing runs, and nothing of the input is read, before its end. */
export interface ChainPlan {
  readonly host: ChainHost;
  readonly input: ChainInput;
  readonly stages: readonly StageCall[];
  readonly instances: readonly InstanceRecipe[];
  readonly contexts: readonly (readonly [id: number, carrier: ContextCarrier])[];
  readonly shared: readonly (readonly [id: number, args: readonly unknown[]])[];
  /** Where there is but one stage: how long its method has taken in other chains. */
  readonly itemTime?: ItemTime | undefined;
}

/** The job that runs the chain. It opens the input, which is read in `inContext`. */
export function jobSpecOf(
  { host, input, ...needs }: ChainPlan,
  { chunkSize, timeout = host.timeout }: RunOptions,
  inContext: InContext,
): JobSpec {
  const source = openSource(input, inContext);
  const { chunkTimes, retries } = host;
  return { ...needs, source, chunkSize: host.chunkSize ?? chunkSize, chunkTimes, timeout, retries };
}

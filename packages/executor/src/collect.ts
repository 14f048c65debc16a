import type { ChainPlan } from './chain.js';
import { invalid, requireInteger, requirePositive } from './options.js';
import { runJob } from './run-job.js';

export interface CollectOptions {
  /** Aborting rejects with the signal's reason; workers that don't stop by themselves are ended. */
  readonly signal?: AbortSignal;
  /** Ms an item may take before its worker is ended and it fails with `TASK_TIMEOUT`. Default: `taskTimeout`. */
  readonly timeout?: number;
  /** Items per message. Default: adapts to how long items take. */
  readonly chunkSize?: number;
  /** `throw` (default): the first error ends the chain. `collect`: every item is run, errors are gathered. */
  readonly failures?: 'throw' | 'collect';
  /** Called whenever an item has finished. */
  readonly onProgress?: (progress: ChainProgress) => void;
  /** Called as soon as an item has failed, before the chain ends. */
  readonly onFailure?: (failure: Failure) => void;
}

export interface ChainProgress {
  /** Items finished, well or badly. */
  readonly done: number;
  readonly failed: number;
  /** Absent when the input does not tell its size. */
  readonly total?: number;
}

export interface Failure {
  /** Place of the item in the input, from 0. */
  readonly index: number;
  readonly input: unknown;
  readonly error: unknown;
}

export interface Collected<T> {
  /** Values of the items that did not fail, in the order of the input. */
  readonly values: T[];
  /** In the order of the input. */
  readonly failures: Failure[];
}

export async function collectChain<T>(plan: ChainPlan, options: CollectOptions): Promise<T[] | Collected<T>> {
  checkOptions(options);
  const { host, input, stages, instances, contexts, shared } = plan;
  const {
    onProgress,
    onFailure,
    failures: mode = 'throw',
    chunkSize,
    timeout = host.timeout,
    signal,
  } = options;
  if (stages.length === 0) return settle(Array.from(input) as T[], [], mode);
  const total = sizeOf(input);
  const values: (readonly unknown[])[] = [];
  const failures: Failure[] = [];
  let done = 0;
  const progressed = () => {
    done += 1;
    onProgress?.({ done, failed: failures.length, ...(total === undefined ? {} : { total }) });
  };
  return runJob(
    host.scheduler,
    { stages, instances, contexts, shared, input, total, chunkSize, timeout, retries: host.retries },
    {
      onValues(index, produced) {
        values[index] = produced;
        progressed();
      },
      onFailure(index, failedInput, error) {
        const failure = { index, input: failedInput, error };
        failures.push(failure);
        onFailure?.(failure);
        progressed();
        return mode === 'collect';
      },
    },
    () => settle(values.flat() as T[], failures, mode),
    signal,
  );
}

function settle<T>(values: T[], failures: Failure[], mode: 'throw' | 'collect'): T[] | Collected<T> {
  if (mode === 'throw') return values;
  return { values, failures: failures.sort((one, other) => one.index - other.index) };
}

function sizeOf(input: Iterable<unknown>): number | undefined {
  if (Array.isArray(input)) return input.length;
  return input instanceof Set || input instanceof Map ? input.size : undefined;
}

function checkOptions({ chunkSize, timeout, failures }: CollectOptions): void {
  if (chunkSize !== undefined) requireInteger('chunkSize', chunkSize, 1);
  requirePositive('timeout', timeout);
  if (failures !== undefined && failures !== 'throw' && failures !== 'collect') {
    throw invalid('failures', "'throw' or 'collect'", failures);
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { jobSpecOf } from './chain-plan.js';
import type { ChainPlan } from './chain-plan.js';
import { checkRunOptions } from './run-options.js';
import type { Failure, RunOptions } from './run-options.js';
import { requireInteger, requireOneOf } from '../argument-checks.js';
import { ProgressTeller } from './progress-teller.js';
import { startJob } from '../scheduling/run-job.js';
import { OutcomeQueue } from './outcome-queue.js';
import type { QueuedOutcome } from './outcome-queue.js';
import { sizeOf } from '../input/chain-input.js';
import type { InContext } from '../input/source.js';

export interface StreamOptions extends RunOptions {
  /** `true` (default): in the order of the input. `false`: as they finish, so that nothing waits for a slow item. */
  readonly ordered?: boolean;
  /**
   * How many items may be under way or wait to be read. Default: about three chunks for each worker; that is what
   * the memory of a stream is bounded by, however long its input.
   */
  readonly highWaterMark?: number;
}

/** What became of one item. */
export type Outcome<T> =
  | {
      readonly status: 'fulfilled';
      readonly index: number;
      /** What the item gave: one value after `map`, none or several after `filterMap` and `flatMap`. */
      readonly values: T[];
    }
  | ({ readonly status: 'rejected' } & Failure);

/** Runs the chain while its results are read; see `ParallelIterator.stream`. */
export function streamChain<T>(
  plan: ChainPlan,
  options: StreamOptions,
): AsyncGenerator<T | Outcome<T>, void, undefined> {
  checkRunOptions(options);
  const { ordered = true, highWaterMark } = options;
  requireOneOf('ordered', ordered, [true, false]);
  if (highWaterMark !== undefined) requireInteger('highWaterMark', highWaterMark, 1);
  const chain: Running = { stop: () => undefined };
  // The input and the callbacks run in the context of whoever asked for the stream, not of who reads on.
  const stream = readStream<T>(plan, options, AsyncLocalStorage.snapshot(), chain);
  // A generator that waits for its next value hears of neither before that has come, which may be never.
  const leave = stream.return.bind(stream);
  const fail = stream.throw.bind(stream);
  return Object.assign(stream, {
    return(value: void | PromiseLike<void>) {
      chain.stop();
      return leave(value);
    },
    throw(error: unknown) {
      chain.stop();
      return fail(error);
    },
  });
}

interface Running {
  /** Ends the chain; whoever waits for a value of it waits no longer. */
  stop: () => void;
}

async function* readStream<T>(
  plan: ChainPlan,
  options: StreamOptions,
  inContext: InContext,
  chain: Running,
): AsyncGenerator<T | Outcome<T>, void, undefined> {
  const { scheduler } = plan.host;
  const { ordered = true, failures: mode = 'throw', signal, highWaterMark } = options;
  signal?.throwIfAborted(); // before anything of the input is read
  const outcomes = new OutcomeQueue<T>(ordered);
  const spec = jobSpecOf(plan, options, inContext);
  const teller = new ProgressTeller(sizeOf(plan.input), options, inContext);
  let end: { readonly error?: unknown } | undefined;
  let wake: () => void = () => undefined;
  const { job, stop } = startJob(
    scheduler,
    { ...spec, pace: { highWaterMark } },
    {
      onValues(index, values, from, to) {
        outcomes.addValues(index, values as readonly T[], from, to);
        wake();
        teller.succeeded();
      },
      onFailure(index, failedInput, error) {
        const failure = { index, input: failedInput, error };
        outcomes.addFailure(failure);
        wake();
        teller.failed(failure);
        // Only what comes before it is wanted still.
        if (mode === 'throw') spec.source.close();
        return true;
      },
      onEnd() {
        end = {};
        wake();
      },
      onError(error) {
        end = { error };
        wake();
      },
    },
    signal,
  );
  chain.stop = () => {
    stop();
    end ??= {};
    wake();
  };
  try {
    for (;;) {
      signal?.throwIfAborted();
      const outcome = outcomes.take();
      if (outcome === undefined) {
        if (end && 'error' in end) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      if (job.taken()) scheduler.wake(job);
      if (mode === 'collect') yield settled(outcome);
      else if (outcome.failure) throw outcome.failure.error;
      else for (let at = outcome.from; at < outcome.to; at += 1) yield outcome.values[at]!;
    }
  } finally {
    stop();
  }
}

function settled<T>({ index, values, from, to, failure }: QueuedOutcome<T>): Outcome<T> {
  if (failure) return { status: 'rejected', ...failure };
  return { status: 'fulfilled', index, values: values.slice(from, to) };
}

import { types } from 'node:util';
import type { ParallelContext } from '@threadspan/context';
import { methodOf } from '../annotated-method.js';
import type { StageCall } from '../protocol.js';
import { allOf, then } from './run-item.js';
import type { Step } from './run-item.js';

/** What a stage names, looked up. */
export interface Part {
  readonly stage: StageCall;
  readonly instance: object | undefined;
  readonly context: ParallelContext | undefined;
  readonly shared: readonly unknown[];
}

/** @throws ThreadspanError `NOT_ANNOTATED` */
export function stepOf({ stage, instance, context, shared }: Part): Step {
  if (instance === undefined)
    throw new Error(`Expected instance ${stage.instance} to have been sent before its call`);
  const method = methodOf(instance, stage.method);
  const { kind } = stage;
  const call = (item: unknown) =>
    promised(
      kind === 'call'
        ? Reflect.apply(method, instance, item as unknown[])
        : method.call(instance, item, ...shared),
    );
  // A generator runs while it is read, which has to be in its context, too.
  return { kind, run: kind === 'flatMap' ? (item) => then(call(item), allOf) : call, context };
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

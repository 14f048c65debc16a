import type { AsyncLocalStorage } from 'node:async_hooks';
import type { ParallelContext } from '@threadspan/context';
import { forgetErrorContext } from '@threadspan/context/ports';
import type { Claims } from '../claims.js';
import type { FlightSlot } from '../flight-slot.js';
import type { RunChunk, TaskPosition } from '../protocol.js';
import type { EpochClock } from './epoch-clock.js';
import type { Extensions } from './extensions.js';
import type { FlightRecorder } from './flight-recorder.js';
import type { Outbox } from './outbox.js';
import type { RunItem, Work } from './run-item.js';

/** What runs items in a worker, one at a time. */
export interface Bench {
  readonly claims: Claims;
  readonly slot: FlightSlot;
  readonly recorder: FlightRecorder;
  readonly clock: EpochClock;
  readonly extensions: Extensions;
  /** Tells which item a detached callback belongs to, when it throws long after. */
  readonly task: AsyncLocalStorage<TaskPosition>;
  /** The item that is being run. */
  present: TaskPosition | undefined;
}

/** The items of one chunk, on their way through this worker. */
export class ChunkRun {
  readonly #bench: Bench;
  readonly #message: RunChunk;
  readonly #items: readonly unknown[];
  readonly #runItem: RunItem;
  readonly #context: ParallelContext | undefined;
  readonly #outbox: Outbox;
  readonly #epoch: number;
  // One look at the clock for each item: one begins when the last one has ended.
  #begun: number;

  constructor(bench: Bench, message: RunChunk, items: readonly unknown[], work: Work, outbox: Outbox) {
    this.#bench = bench;
    this.#message = message;
    this.#items = items;
    this.#runItem = work.runItem;
    this.#context = work.context;
    this.#outbox = outbox;
    this.#begun = performance.now();
    this.#epoch = bench.clock.offsetAt(this.#begun);
  }

  /** Runs items until one has to be waited for, which is returned; `undefined` when none is left. */
  advance(): Promise<unknown> | undefined {
    return this.#context === undefined ? this.#advance() : this.#context.run(() => this.#advance());
  }

  #advance(): Promise<unknown> | undefined {
    const { claims } = this.#bench;
    const { run } = this.#message;
    for (let offset = claims.take(run); offset !== undefined; offset = claims.take(run)) {
      this.#begin(offset);
      let result;
      try {
        result = this.#bench.task.run(this.#bench.present!, this.#runItem, this.#items[offset]);
      } catch (error) {
        this.#fail(error);
        continue;
      }
      if (result instanceof Promise) return result;
      this.#succeed(result);
    }
    return undefined;
  }

  /** Waits for all that has to be waited for, beginning with `pending`. */
  async follow(pending: Promise<unknown>): Promise<void> {
    for (let result: Promise<unknown> | undefined = pending; result; result = this.advance()) {
      try {
        this.#succeed(await result);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #begin(offset: number): void {
    const { slot, recorder } = this.#bench;
    const task = { chunk: this.#message.chunk, offset };
    this.#bench.present = task;
    recorder.begin();
    slot.begin(task, this.#epoch + this.#begun);
  }

  #succeed(result: unknown): void {
    this.#outbox.add(result, this.#bench.recorder.fileScope);
    this.#end();
  }

  #fail(error: unknown): void {
    this.#outbox.addFailure(error);
    forgetErrorContext(error);
    this.#end();
  }

  #end(): void {
    const { extensions, recorder, slot } = this.#bench;
    this.#bench.present = undefined;
    extensions.itemEnded();
    const ended = performance.now();
    slot.end(ended - this.#begun);
    slot.history.add(this.#epoch + this.#begun, this.#epoch + ended, recorder.scope);
    this.#begun = this.#outbox.flushIfDue(ended);
  }
}

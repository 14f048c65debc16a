import { AsyncLocalStorage } from 'node:async_hooks';
import { threadId } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import { getErrorContext, joinProgress, packError } from '@threadspan/context';
import {
  captureCrashContext,
  forgetErrorContext,
  keepTally,
  setErrorContext,
  setWorkerIdentity,
} from '@threadspan/context/ports';
import { FlightSlot } from '../flight-slot.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { FromWorker, RunChunk, TaskPosition, ToWorker, WorkerInit } from '../protocol.js';
import { unpackUrls } from '../url-arguments.js';
import { startExtensions } from './extensions.js';
import type { Extensions } from './extensions.js';
import { FlightRecorder } from './flight-recorder.js';
import { isToWorker } from './is-to-worker.js';
import { Outbox } from './outbox.js';
import { Resources } from './resources.js';

// How much of a flush's time the extensions may take; the rest is for the way home.
const FLUSH_SHARE = 0.9;

/** Takes the place of a worker in an executor: answers on `init.port` until the thread ends. */
export function startWorkerLoop(init: WorkerInit): void {
  const version: number = init.version;
  if (version !== PROTOCOL_VERSION) {
    throw new Error(`Expected protocol version ${PROTOCOL_VERSION}, got ${version}; reinstall the package`);
  }
  joinProgress(init.progress);
  setWorkerIdentity({ index: init.index, count: init.count, threadId });
  const slot = new FlightSlot(init.flightSlot);
  keepTally(slot.tally);
  const loop = new WorkerLoop(init, slot);
  init.port.on('message', (message: unknown) => {
    if (isToWorker(message)) loop.take(message);
    else diag.warn('threadspan: a worker has ignored a message that no executor sends');
  });
  init.port.on('messageerror', (error) => loop.refuse(error));
}

class WorkerLoop {
  readonly #port: MessagePort;
  readonly #slot: FlightSlot;
  readonly #recorder: FlightRecorder;
  readonly #extensions: Extensions;
  readonly #resources = new Resources();
  // Tells which item a detached callback belongs to, when it throws long after.
  readonly #task = new AsyncLocalStorage<TaskPosition>();
  #present: TaskPosition | undefined;
  #outbox: Outbox | undefined;

  constructor({ port, index, extensions }: WorkerInit, slot: FlightSlot) {
    this.#port = port;
    this.#slot = slot;
    this.#recorder = new FlightRecorder(slot, () => this.#isPast());
    this.#extensions = startExtensions(extensions, {
      index,
      threadId,
      isInItem: () => this.#present !== undefined && this.#task.getStore() === this.#present,
      send: () => this.#sendTheRest(),
    });
    process.on('uncaughtException', (error) => this.#endAfter(error));
    process.on('exit', () => this.#sendTheRest());
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case 'run':
        void this.#run(message);
        break;
      case 'release':
        this.#resources.release(message.ids);
        break;
      case 'flush':
        void this.#flush(message);
        break;
    }
  }

  // Whether this code was started by an item that has its outcome.
  #isPast(): boolean {
    const task = this.#task.getStore();
    return task !== undefined && task !== this.#present;
  }

  /** A message came that can't be deserialized. */
  refuse(error: unknown): void {
    this.#post({ type: 'unreadable', error: packError(error) });
  }

  async #run(message: RunChunk): Promise<void> {
    const { chunk } = message;
    const items = unpackUrls(message);
    let runItem;
    try {
      runItem = await this.#resources.prepare(message);
    } catch (error) {
      this.#post({ type: 'refused', chunk, error: packError(error) });
      return;
    }
    const outbox = new Outbox(message, this.#extensions, this.#slot, this.#port);
    this.#outbox = outbox;
    // One look at the clock for each item: one begins when the last one has ended.
    let begun = performance.now();
    const epoch = Date.now() - begun; // of each chunk anew, as `timeOrigin` is wrong once the machine has slept
    for (let offset = 0; offset < items.length && !this.#slot.isCancelled(chunk); offset += 1) {
      const task = { chunk, offset };
      this.#present = task;
      this.#recorder.fileScope = undefined;
      this.#slot.begin(task, epoch + begun);
      try {
        let result = this.#task.run(task, runItem, items[offset]);
        if (result instanceof Promise) result = await result;
        outbox.add(result, this.#recorder.fileScope);
      } catch (error) {
        outbox.addFailure(error);
        forgetErrorContext(error);
      }
      this.#present = undefined;
      this.#extensions.itemEnded();
      const ended = performance.now();
      this.#slot.end(ended - begun);
      begun = outbox.flushIfDue(ended);
    }
    this.#outbox = undefined;
    if (message.release) this.#resources.release(message.release);
    outbox.flush(true);
  }

  async #flush({ id, timeout }: ToWorker & { type: 'flush' }): Promise<void> {
    this.#sendTheRest();
    await this.#extensions.flush(timeout * FLUSH_SHARE);
    this.#sendTheRest();
    this.#post({ type: 'flushed', id });
  }

  #endAfter(error: unknown): void {
    const task = this.#task.getStore();
    // Outside of every item's callbacks the current scope says nothing; the flight recorder knows better.
    if (task && getErrorContext(error) === undefined) setErrorContext(error, captureCrashContext());
    this.#sendTheRest();
    this.#post({ type: 'uncaught', error: packError(error), ...(task ? { task } : {}) });
    process.exit(1);
  }

  // Also on the way out of `process.exit()`: what is finished is not lost.
  #sendTheRest(): void {
    this.#outbox?.flush(false);
    const extensions = this.#extensions.collect();
    if (extensions.length > 0) this.#post({ type: 'extensions', extensions });
  }

  #post(message: FromWorker): void {
    this.#port.postMessage(message);
  }
}

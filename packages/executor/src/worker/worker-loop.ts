import { AsyncLocalStorage } from 'node:async_hooks';
import { threadId } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import { getErrorContext, joinProgress, packError } from '@threadspan/context';
import {
  captureCrashContext,
  keepTally,
  setErrorContext,
  setWorkerIdentity,
} from '@threadspan/context/ports';
import { Claims } from '../claims.js';
import { FlightSlot } from '../flight-slot.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { FromWorker, RunChunk, TaskPosition, ToWorker, WorkerInit } from '../protocol.js';
import { unpackUrls } from '../url-arguments.js';
import { ChunkRun } from './chunk-run.js';
import type { Bench } from './chunk-run.js';
import { EpochClock } from './epoch-clock.js';
import { startExtensions } from './extensions.js';
import { FlightRecorder } from './flight-recorder.js';
import { isToWorker } from './is-to-worker.js';
import { NextMessage } from './next-message.js';
import { Outbox } from './outbox.js';
import { Resources } from './resources.js';
import type { Work } from './run-item.js';

// How much of a flush's time the extensions may take; the rest is for the way home.
const FLUSH_SHARE = 0.9;

type Release = ToWorker & { readonly type: 'release' };

const NOTHING: Work = { runItem: (item) => item };

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
  init.port.on('message', (message: unknown) => loop.take(message));
  init.port.on('messageerror', (error) => loop.refuse(error));
}

class WorkerLoop {
  readonly #port: MessagePort;
  readonly #bench: Bench;
  readonly #nextMessage: NextMessage;
  readonly #resources = new Resources();
  // Chunks that wait for those before them, and what is to be dropped after them.
  readonly #waiting: (RunChunk | Release)[] = [];
  #isRunning = false;
  #lastRun = -1;
  #outbox: Outbox | undefined;

  constructor({ port, index, extensions, claims }: WorkerInit, slot: FlightSlot) {
    this.#port = port;
    const task = new AsyncLocalStorage<TaskPosition>();
    const isPast = () => {
      const own = task.getStore();
      return own !== undefined && own !== bench.present;
    };
    const host = {
      index,
      threadId,
      isInItem: () => bench.present !== undefined && task.getStore() === bench.present,
      send: () => this.#sendTheRest(),
    };
    const bench: Bench = {
      claims: new Claims(claims),
      slot,
      recorder: new FlightRecorder(slot, isPast),
      clock: new EpochClock(),
      extensions: startExtensions(extensions, host),
      task,
      present: undefined,
    };
    this.#bench = bench;
    this.#nextMessage = new NextMessage(port, bench.claims, this);
    process.on('uncaughtException', (error) => this.#endAfter(error));
    process.on('exit', () => this.#sendTheRest());
  }

  take(message: unknown): void {
    if (isToWorker(message)) this.#take(message);
    else diag.warn('threadspan: a worker has ignored a message that no executor sends');
  }

  #take(message: ToWorker): void {
    switch (message.type) {
      case 'run':
        this.#lastRun = message.run;
        this.#enqueue(message);
        break;
      case 'runs':
        this.#lastRun = message.runs.at(-1)?.run ?? this.#lastRun;
        this.#enqueue(...message.runs);
        break;
      case 'release':
        this.#enqueue(message);
        break;
      case 'flush':
        void this.#flush(message);
        break;
    }
  }

  /** A message came that can't be deserialized; only chunks have something of the user's in them. */
  refuse(error: unknown): void {
    this.#post({ type: 'unreadable', after: this.#lastRun, error: packError(error) });
  }

  #enqueue(...messages: readonly (RunChunk | Release)[]): void {
    this.#waiting.push(...messages);
    if (!this.#isRunning) this.#goOn();
  }

  // Without a promise as long as nothing has to be waited for.
  #goOn(): void {
    this.#isRunning = true;
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) {
      if (message.type === 'release') {
        this.#resources.release(message.ids);
        continue;
      }
      const pending = this.#run(message);
      if (pending === undefined) continue;
      void pending.then(() => this.#goOn());
      return;
    }
    this.#isRunning = false;
    this.#bench.slot.history.update();
    this.#nextMessage.watch();
  }

  #run(message: RunChunk): Promise<void> | undefined {
    let prepared;
    try {
      if (message.provision) this.#resources.accept(message.provision);
      // Of a chunk that has been taken back, the instances may be gone.
      if (message.items.length > 0 && this.#bench.claims.isEmpty(message.run)) prepared = NOTHING;
      else prepared = this.#resources.prepare(message);
    } catch (error) {
      this.#post({ type: 'refused', chunk: message.chunk, error: packError(error) });
      return undefined;
    }
    return prepared instanceof Promise
      ? this.#runLater(message, prepared)
      : this.#runItems(message, prepared);
  }

  async #runLater(message: RunChunk, prepared: Promise<Work>): Promise<void> {
    let work;
    try {
      work = await prepared;
    } catch (error) {
      this.#post({ type: 'refused', chunk: message.chunk, error: packError(error) });
      return;
    }
    await this.#runItems(message, work);
  }

  #runItems(message: RunChunk, work: Work): Promise<void> | undefined {
    const { extensions, slot } = this.#bench;
    const outbox = new Outbox(message, extensions, slot, this.#port, this.#resources);
    this.#outbox = outbox;
    const run = new ChunkRun(this.#bench, message, unpackUrls(message), work, outbox);
    const finish = () => {
      this.#outbox = undefined;
      outbox.flush(true);
    };
    const pending = run.advance();
    if (pending) return run.follow(pending).then(finish);
    finish();
    return undefined;
  }

  async #flush({ id, timeout }: ToWorker & { type: 'flush' }): Promise<void> {
    const { extensions } = this.#bench;
    this.#sendTheRest();
    await extensions.flush(timeout * FLUSH_SHARE);
    this.#sendTheRest();
    this.#post({ type: 'flushed', id });
  }

  #endAfter(error: unknown): void {
    const task = this.#bench.task.getStore();
    // Outside of every item's callbacks the current scope says nothing; the flight recorder knows better.
    if (task && getErrorContext(error) === undefined) setErrorContext(error, captureCrashContext());
    this.#sendTheRest();
    this.#post({ type: 'uncaught', error: packError(error), ...(task ? { task } : {}) });
    process.exit(1);
  }

  // Also on the way out of `process.exit()`: what is finished is not lost.
  #sendTheRest(): void {
    this.#outbox?.flush(false);
    const extensions = this.#bench.extensions.collect();
    if (extensions.length > 0) this.#post({ type: 'extensions', extensions });
    this.#bench.slot.history.update();
  }

  #post(message: FromWorker): void {
    this.#port.postMessage(message);
  }
}

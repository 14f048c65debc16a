import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort, Transferable } from 'node:worker_threads';
import type { CrashContext, ErrorEnvelope, WorkerIdentity } from '@threadspan/context';
import { getProgress, shareProgress, unpackError } from '@threadspan/context';
import type { WorkerActivity } from '@threadspan/context/ports';
import { FlightSlot } from '../flight-slot.js';
import { HostExtensions } from './host-extensions.js';
import type { Chunk } from '../scheduling/job.js';
import type { Loss, LostChunk } from '../scheduling/loss.js';
import type { ResolvedOptions } from '../options.js';
import { PendingFlushes } from './pending-flushes.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkResults, FromWorker, ToWorker } from '../protocol.js';
import { Provisions } from './provisions.js';
import { startThread } from '../thread.js';
import type { ThreadHandle } from '../thread.js';
import { packUrls } from '../url-arguments.js';

export interface HostListener {
  /** The worker can take work, for the first time. */
  onReady(): void;
  onIdle(host: WorkerHost): void;
  onResults(host: WorkerHost, chunk: Chunk, results: ChunkResults): void;
  onRefused(host: WorkerHost, chunk: Chunk, error: ErrorEnvelope): void;
  /** The rest of `lost`, or its results, can't cross between the threads. */
  onUnreadable(lost: LostChunk, error: unknown): void;
  /** The thread is gone, in the middle of `lost`. Everything it had sent has been taken before. */
  onLost(host: WorkerHost, loss: Loss, lost: LostChunk | undefined): void;
}

/** The main thread's side of one worker: sends it one chunk at a time and notices its end. */
export class WorkerHost {
  readonly index: number;
  readonly slot = new FlightSlot();
  readonly #count: number;
  readonly #listener: HostListener;
  readonly #thread: ThreadHandle;
  readonly #threadId: number;
  readonly #port: MessagePort;
  readonly #extensions = new HostExtensions();
  readonly #provisions = new Provisions();
  #state: 'starting' | 'idle' | 'busy' | 'gone' = 'starting';
  #chunk: Chunk | undefined;
  #wasReady = false;
  #received = 0;
  #started = 0;
  #loss: Loss | undefined;
  readonly #flushes = new PendingFlushes();

  /** @throws whatever the `Worker` constructor throws for its options */
  constructor(
    index: number,
    { workers, resourceLimits, execArgv, env, workerEntry, startTimeout }: ResolvedOptions,
    listener: HostListener,
  ) {
    this.index = index;
    this.#count = workers;
    this.#listener = listener;
    this.#thread = startThread(
      {
        ...(resourceLimits ? { resourceLimits } : {}),
        ...(execArgv ? { execArgv: [...execArgv] } : {}),
        ...(env ? { env } : {}),
        workerEntry,
        startTimeout,
      },
      {
        onError: (error) => (this.#loss ??= { kind: 'error', error }),
        onExit: (exitCode) => this.#gone({ kind: 'exit', exitCode }),
      },
    );
    this.#threadId = this.#thread.threadId;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (message: FromWorker) => this.#take(message));
    port1.on('messageerror', (error) => this.#unreadable(error, true));
    void this.#thread
      .connect({
        version: PROTOCOL_VERSION,
        port: port2,
        index,
        count: workers,
        flightSlot: this.slot.buffer,
        progress: shareProgress(),
        extensions: this.#extensions.specs,
      })
      .then(
        () => this.#idle(),
        (error: Error) => this.end({ kind: 'error', error }),
      );
  }

  get isIdle(): boolean {
    return this.#state === 'idle';
  }

  /** Whether the worker has ever been able to take work. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  get isStarting(): boolean {
    return this.#state === 'starting';
  }

  /** Whether the present chunk makes instances, which takes as long as their modules and constructors take. */
  get isPreparing(): boolean {
    return this.#provisions.areFresh;
  }

  get chunk(): Chunk | undefined {
    return this.#chunk;
  }

  get identity(): WorkerIdentity {
    return { index: this.index, count: this.#count, threadId: this.#threadId };
  }

  /** What the worker is on; `undefined` while it is on no item. */
  activity(reading = this.slot.read()): WorkerActivity | undefined {
    return reading.item && { ...this.whereabouts(reading), since: reading.item.since };
  }

  /** Where the worker is, as its flight recorder says. */
  whereabouts({ note } = this.slot.read()): CrashContext {
    const progress = getProgress();
    return {
      ...note,
      ...(progress.total > 0 ? { progress } : {}),
      worker: this.identity,
    };
  }

  /** @throws DataCloneError when an item or something it needs can't be sent; the worker is idle still */
  run(chunk: Chunk): void {
    const { spec } = chunk.job;
    const provision = this.#provisions.missing(spec);
    const isCall = spec.stages[0]?.kind === 'call';
    const message: ToWorker = {
      type: 'run',
      chunk: chunk.id,
      stages: spec.stages,
      ...packUrls(chunk.items, isCall),
      ...(provision ? { provision } : {}),
      ...(isCall ? { release: spec.contexts.map(([id]) => id) } : {}),
    };
    this.#post(message, chunk.transfer);
    this.#provisions.sent(provision, !isCall);
    this.#chunk = chunk;
    this.#received = 0;
    this.#started = performance.now();
    this.#state = 'busy';
    this.#setRef(true);
  }

  /** Drops what no chunk will name again. */
  release(ids: readonly number[]): void {
    const held = this.#provisions.release(ids);
    if (held.length > 0 && this.#state !== 'gone') this.#post({ type: 'release', ids: held });
  }

  /** Ends the thread at once; `loss` says why. */
  end(loss: Loss): void {
    this.#loss ??= loss;
    void this.#thread.terminate();
  }

  /** Resolves when the worker has sent what its extensions hold, when it is gone, or after `timeout` ms. */
  async flush(timeout: number): Promise<void> {
    if (this.#state !== 'idle' && this.#state !== 'busy') return;
    const { id, done } = this.#flushes.begin(timeout);
    this.#post({ type: 'flush', id, timeout });
    await done;
  }

  /** Lets an idle worker send what it holds, then ends it; after `deadline` ms it is ended in any case. */
  async close(deadline: number): Promise<void> {
    if (this.#state === 'gone') return;
    this.#loss ??= { kind: 'dismissed' };
    this.#setRef(true);
    if (this.#state === 'idle') await this.flush(deadline);
    await this.#thread.terminate();
  }

  #post(message: ToWorker, transfer?: readonly Transferable[]): void {
    this.#port.postMessage(message, transfer);
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'results':
        this.#extensions.receive(message.extensions, this.identity);
        this.#takeResults(message);
        break;
      case 'refused':
        if (this.#chunk?.id === message.chunk) {
          this.#provisions.forgetFresh();
          this.#listener.onRefused(this, this.#chunk, message.error);
          this.#finish(0);
          this.#idle();
        }
        break;
      case 'unreadable':
        this.#unreadable(unpackError(message.error), false);
        break;
      case 'extensions':
        this.#extensions.receive(message.extensions, this.identity);
        break;
      case 'uncaught':
        this.#loss ??= { kind: 'uncaught', error: message.error, task: message.task };
        break;
      case 'flushed':
        this.#flushes.end(message.id);
        break;
    }
  }

  #takeResults(results: ChunkResults): void {
    const chunk = this.#chunk;
    if (chunk?.id !== results.chunk) return;
    this.#received = results.from + results.count;
    this.#listener.onResults(this, chunk, results);
    if (!results.done) return;
    if (this.#received < chunk.items.length) chunk.job.requeue(chunk, this.#received, chunk.items.length);
    this.#finish(this.#received);
    this.#idle();
  }

  #unreadable(error: unknown, mayStillRun: boolean): void {
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    this.#provisions.forgetSent();
    this.#listener.onUnreadable({ chunk, received: this.#received }, error);
    this.#finish(0);
    // Whatever of the chunk it still runs, nobody wants.
    if (mayStillRun && this.#state !== 'gone') this.end({ kind: 'dismissed' });
    else this.#idle();
  }

  #finish(ran: number): void {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    chunk?.job.release(ran, performance.now() - this.#started);
  }

  #idle(): void {
    if (this.#state === 'gone' || this.#loss) return; // dying workers take no work
    this.#state = 'idle';
    if (!this.#wasReady) this.#listener.onReady();
    this.#wasReady = true;
    this.#setRef(false);
    this.#listener.onIdle(this);
  }

  // An idle worker does not keep the process alive.
  #setRef(on: boolean): void {
    if (on) {
      this.#thread.ref();
      this.#port.ref();
    } else {
      this.#thread.unref();
      this.#port.unref();
    }
  }

  #takeNext(): boolean {
    let next;
    try {
      next = receiveMessageOnPort(this.#port);
    } catch (error) {
      this.#unreadable(error, true);
      return true;
    }
    if (next) this.#take(next.message as FromWorker);
    return next !== undefined;
  }

  #gone(exit: Loss): void {
    this.#state = 'gone';
    // What the worker had sent before its end is in the port still.
    while (this.#takeNext());
    this.#port.close();
    const chunk = this.#chunk;
    this.#chunk = undefined;
    this.#listener.onLost(this, this.#loss ?? exit, chunk && { chunk, received: this.#received });
    // Last of all, because nothing runs again for a job that this loss has ended.
    this.#extensions.lost(this.identity, chunk !== undefined && !chunk.job.ended);
    this.#flushes.endAll();
  }
}

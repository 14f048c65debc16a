import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort, Transferable } from 'node:worker_threads';
import type { CrashContext, ErrorEnvelope, WorkerIdentity } from '@threadspan/context';
import { shareProgress, unpackError } from '@threadspan/context';
import { captureProgress } from '@threadspan/context/ports';
import type { WorkerActivity } from '@threadspan/context/ports';
import { FlightSlot } from '../flight-slot.js';
import { HostExtensions } from './host-extensions.js';
import { giveBack, isOpen } from '../scheduling/assignment.js';
import type { Assignment } from '../scheduling/assignment.js';
import type { Chunk, JobSpec } from '../scheduling/job.js';
import type { Loss } from '../scheduling/loss.js';
import type { ResolvedOptions } from '../options.js';
import type { HostListener } from './host-listener.js';
import { KeepAlive } from './keep-alive.js';
import { Outgoing } from './outgoing.js';
import { PendingFlushes } from './pending-flushes.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkResults, FromWorker, ToWorker } from '../protocol.js';
import { Provisions } from './provisions.js';
import { startThread } from '../thread.js';
import type { ThreadHandle } from '../thread.js';
import { Workload } from './workload.js';

/** The main thread's side of one worker: sends it chunks and notices its end. */
export class WorkerHost {
  readonly index: number;
  readonly slot = new FlightSlot();
  readonly workload = new Workload();
  readonly extensions = new HostExtensions();
  readonly #count: number;
  readonly #listener: HostListener;
  readonly #thread: ThreadHandle;
  readonly #threadId: number;
  readonly #port: MessagePort;
  readonly #provisions = new Provisions();
  #state: 'starting' | 'ready' | 'gone' = 'starting';
  readonly #outgoing = new Outgoing(
    (message, transfer) => this.#post(message, transfer),
    (assignment, error) => this.#unreadable(assignment, error),
  );
  readonly #life: KeepAlive;
  #wasReady = false;
  #loss: Loss | undefined;
  readonly #flushes = new PendingFlushes();

  /** @throws whatever the `Worker` constructor throws for its options */
  constructor(index: number, options: ResolvedOptions, listener: HostListener) {
    this.index = index;
    this.#count = options.workers;
    this.#listener = listener;
    this.#thread = startThread(options, {
      onError: (error) => (this.#loss ??= { kind: 'error', error }),
      onExit: (exitCode) => this.#gone({ kind: 'exit', exitCode }),
    });
    this.#threadId = this.#thread.threadId;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#life = new KeepAlive(this.#thread, port1);
    port1.on('message', (message: FromWorker) => this.#take(message));
    port1.on('messageerror', (error) => this.#unreadableResults(error));
    void this.#thread
      .connect({
        version: PROTOCOL_VERSION,
        port: port2,
        index,
        count: options.workers,
        flightSlot: this.slot.buffer,
        claims: this.workload.claims.buffer,
        progress: shareProgress(),
        extensions: this.extensions.specs,
      })
      .then(
        () => this.#ready(),
        (error: Error) => this.end({ kind: 'error', error }),
      );
  }

  /** Whether it has nothing to do and can take work. */
  get isIdle(): boolean {
    return this.#state === 'ready' && this.workload.isEmpty && !this.#loss;
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

  /** The chunk it is on. */
  get chunk(): Chunk | undefined {
    return this.workload.first?.chunk;
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
    const progress = captureProgress();
    return {
      ...note,
      ...(progress ? { progress } : {}),
      worker: this.identity,
    };
  }

  /** Whether a chunk of such a job can be sent behind the one it is on, and would find there what it needs. */
  canQueue(spec: JobSpec): boolean {
    const { isEmpty, hasPlace } = this.workload;
    return !isEmpty && hasPlace && !this.#loss && this.#provisions.has(spec);
  }

  /** Gives it a chunk, which goes with the next `send`. */
  add(chunk: Chunk): void {
    const provision = this.#provisions.missing(chunk.job.spec);
    if (provision) this.#provisions.sent(provision);
    const isFirst = this.workload.isEmpty;
    this.#outgoing.add(this.workload.add(chunk), provision);
    if (isFirst) this.#begin();
  }

  /** Sends what it has been given. */
  send(): void {
    this.#outgoing.send();
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
    if (this.#state !== 'ready') return;
    const { id, done } = this.#flushes.begin(timeout);
    this.#post({ type: 'flush', id, timeout });
    await done;
  }

  /** Lets a worker that is on nothing send what it holds, then ends it; after `deadline` ms in any case. */
  async close(deadline: number): Promise<void> {
    if (this.#state === 'gone') return;
    this.#loss ??= { kind: 'dismissed' };
    this.#life.keep(true);
    if (!this.workload.assignments.some(isOpen)) await this.flush(deadline);
    await this.#thread.terminate();
  }

  #post(message: ToWorker, transfer?: readonly Transferable[]): void {
    this.#port.postMessage(message, transfer);
    this.workload.claims.posted();
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'results':
        if (message.extensions) this.extensions.receive(message.extensions, this.identity);
        this.#takeResults(message);
        break;
      case 'refused':
        this.#refused(message.chunk, message.error);
        break;
      case 'unreadable':
        this.#unreadableMessage(message.after, unpackError(message.error));
        break;
      case 'extensions':
        this.extensions.receive(message.extensions, this.identity);
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
    const assignment = this.workload.first;
    if (assignment?.chunk.id !== results.chunk) return;
    this.#provisions.arrived();
    assignment.received = results.from + results.count;
    this.#listener.onResults(this, assignment.chunk, results);
    if (results.done) {
      const { received, end, chunk } = assignment;
      if (received < end) chunk.job.requeue(chunk, received, end);
      this.#finish(assignment, received);
    }
    this.#listener.onFree(this);
  }

  #refused(chunk: number, error: ErrorEnvelope): void {
    const assignment = this.workload.ofChunk(chunk);
    if (assignment === undefined) return;
    this.#provisions.forgetFresh();
    this.#listener.onRefused(this, assignment.chunk, error);
    this.#finish(assignment, 0);
    this.#listener.onFree(this);
  }

  #unreadable(assignment: Assignment, error: unknown): void {
    this.#provisions.forgetSent();
    this.#listener.onUnreadable(assignment, error);
    this.#finish(assignment, 0);
    this.#listener.onFree(this);
  }

  #unreadableMessage(after: number, error: unknown): void {
    const assignments = this.workload.inMessageAfter(after);
    if (assignments.length === 1) this.#unreadable(assignments[0]!, error);
    else {
      // Which of them it is shows when they go one by one.
      this.#outgoing.areSingle = true;
      for (const assignment of assignments) {
        giveBack(assignment);
        this.#finish(assignment, 0);
      }
      this.#listener.onFree(this);
    }
  }

  // Whatever of its chunk the worker still runs, nobody wants.
  #unreadableResults(error: unknown): void {
    const assignment = this.workload.first;
    if (assignment === undefined) return;
    if (this.#state !== 'gone') this.end({ kind: 'dismissed' });
    this.#unreadable(assignment, error);
  }

  #begin(): void {
    const { chunk } = this;
    this.#life.keep(chunk !== undefined); // an idle worker does not keep the process alive
    if (chunk === undefined) return;
    this.workload.begin();
    this.#listener.onBegin(this, chunk);
  }

  #finish(assignment: Assignment, ran: number): void {
    const wasFirst = this.workload.finish(assignment, ran);
    if (wasFirst && this.#state === 'ready') this.#begin();
  }

  #ready(): void {
    if (this.#state === 'gone' || this.#loss) return; // dying workers take no work
    this.#state = 'ready';
    this.#wasReady = true;
    this.#listener.onReady();
    this.#begin();
    this.#listener.onFree(this);
  }

  #takeNext(): boolean {
    let next;
    try {
      next = receiveMessageOnPort(this.#port);
    } catch (error) {
      this.#unreadableResults(error);
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
    const [first, ...others] = this.workload.clear();
    for (const other of others) giveBack(other); // it had not begun with them
    const lost = first && isOpen(first) ? first : undefined;
    if (first && !lost) giveBack(first);
    this.#listener.onLost(this, this.#loss ?? exit, lost);
    // Last of all, because nothing runs again for a job that this loss has ended.
    this.extensions.lost(this.identity, lost !== undefined && !lost.chunk.job.ended);
    this.#flushes.endAll();
  }
}

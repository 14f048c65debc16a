import type { Transferable } from 'node:worker_threads';
import { getErrorContext } from '@threadspan/context';
import type { ContextCarrier, CrashContext, ParallelContext } from '@threadspan/context';
import { setErrorContext } from '@threadspan/context/ports';
import { ChunkSize } from './chunk-size.js';
import type { ChunkTimes, ItemTime } from './chunk-size.js';
import type { JobListener } from './job-listener.js';
import { apart } from './range.js';
import type { Range } from './range.js';
import type { InstanceRecipe } from '../instance-recipe.js';
import type { StageCall } from '../protocol.js';
import type { Source } from '../input/source.js';
import { present, transferListOf } from '../transfer.js';

/** A run of consecutive items that travels together. */
export interface Chunk {
  readonly id: number;
  readonly job: Job;
  /** Index of the first item in the job's input. */
  readonly first: number;
  readonly items: readonly unknown[];
  /** 1 for the first try. */
  readonly attempt: number;
  /** How many workers were lost over these items without one of them being at fault. */
  readonly losses: number;
  /** How long it is likely to take; Infinity when nobody knows. */
  readonly expectedMs: number;
  /** What is moved to the worker instead of copied; it can't be sent a second time. */
  readonly transfer: readonly Transferable[] | undefined;
}

/** What a job consists of, but for its progress. */
export interface JobSpec {
  readonly stages: readonly StageCall[];
  readonly instances: readonly InstanceRecipe[];
  readonly contexts: readonly (readonly [id: number, carrier: ContextCarrier])[];
  readonly shared: readonly (readonly [id: number, args: readonly unknown[]])[];
  /** The context of a call. */
  readonly context?: ParallelContext;
  readonly source: Source;
  /** What is known of how long the items take. */
  readonly itemTime?: ItemTime | undefined;
  /** A chunk without items is run once, for its instances. */
  readonly isPreparation?: boolean;
  readonly chunkSize?: number | undefined;
  /** Default: 25 ms. */
  readonly chunkTimes?: ChunkTimes | undefined;
  readonly timeout?: number | undefined;
  readonly retries: number;
  /** What a call moves to its worker, besides what its arguments are marked with. */
  readonly transfer?: readonly Transferable[] | undefined;
  /** There when somebody takes the outcomes one by one, and the job is not to run far ahead of that. */
  readonly pace?: {
    /** How many items may be under way or wait to be taken. Default: as many as keep the workers busy. */
    readonly highWaterMark?: number | undefined;
  };
}

// Chunk ids are kept in 32 bits of shared memory, so they begin again before they outgrow them.
const MAX_CHUNK_ID = 0x7fff_ffff;
let lastChunkId = 0;

// Per worker: one chunk that it runs, one that is on its way or waits to be taken, one in reserve.
const CHUNKS_AHEAD = 3;

/** The items of one chain, or of one call, on their way through the workers. */
export class Job {
  readonly spec: JobSpec;
  /** When it was submitted, unless it has ended, and when a worker first took something of it, in ms of `performance`. */
  readonly times: { submitted: number | undefined; taken: number | undefined } = {
    submitted: undefined,
    taken: undefined,
  };
  readonly #listener: JobListener;
  readonly #size: ChunkSize;
  readonly #again: Range[] = [];
  #pulled = 0;
  // Items that are under way, or whose outcome nobody has taken yet.
  #held = 0;
  // The job waits until no more than this are held.
  #resumesAt: number | undefined;
  #inFlight = 0;
  // How many the items are meant for; 0 until the first of them asks.
  #workers = 0;
  #ended = false;

  constructor(spec: JobSpec, listener: JobListener) {
    this.spec = spec;
    this.#listener = listener;
    this.#size = new ChunkSize(spec.chunkSize, spec.itemTime, spec.chunkTimes);
    if (spec.isPreparation) this.#again.push({ first: 0, items: [], attempt: 1, losses: 0 });
  }

  /** No further outcome is wanted or will be reported. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How many items wait to be sent; Infinity where the input doesn't tell. */
  get backlog(): number {
    if (this.#ended) return 0;
    const again = this.#again.reduce((sum, { items }) => sum + Math.max(1, items.length), 0);
    const { source } = this.spec;
    if (!source.isReady || this.#resumesAt !== undefined) return again;
    return again + (source.remaining ?? Infinity);
  }

  /** The next items to run; `undefined` when there are none for now. */
  nextChunk(workers: number): Chunk | undefined {
    if (this.#ended) return undefined;
    this.#workers = workers;
    const range = this.#again.shift() ?? this.#pull();
    if (range === undefined) {
      this.endIfDone();
      return undefined;
    }
    this.#inFlight += 1;
    lastChunkId = (lastChunkId % MAX_CHUNK_ID) + 1;
    const { first, items, attempt, losses } = range;
    const expectedMs = this.#size.expect(items.length);
    const transfer = this.#transferListOf(items);
    return { id: lastChunkId, job: this, first, items, attempt, losses, expectedMs, transfer };
  }

  /** It took `ms` to clone what was sent of it, so many items. */
  cloned(items: number, ms: number): void {
    this.#size.learnCloning(items, ms);
  }

  /** How long one more item is likely to take; Infinity when nobody knows. */
  get expectedItemMs(): number {
    return this.#size.expect(1);
  }

  /** Whether workers have any of it. */
  get isUnderWay(): boolean {
    return this.#inFlight > 0;
  }

  /** A chunk is not sent after all. */
  putBack(chunk: Chunk): void {
    this.#inFlight -= 1;
    this.#again.unshift(chunk);
  }

  /** A chunk is over: `ran` of its items have an outcome after `ms`, the others were given back. */
  release(ran: number, ms: number): void {
    this.#inFlight -= 1;
    if (ran > 0) {
      this.#size.learn(ran, ms);
      if (this.#resumesAt !== undefined) this.#listener.onMore(); // larger chunks may reach further ahead
    }
    this.readOn();
  }

  /** Reads on where nothing else is left to do: what ends the job, or fails it, is not to wait for a worker. */
  readOn(): void {
    if (this.#ended || this.#inFlight > 0 || this.#again.length > 0) return;
    try {
      const range = this.#workers === 0 ? undefined : this.#pull();
      if (range) {
        this.#again.unshift(range);
        this.#listener.onMore();
      }
    } catch (error) {
      this.abandon(error); // the user's iterable threw
    }
    this.endIfDone();
  }

  /** Queues items of a chunk again, from `from` up to `to`. */
  requeue(chunk: Chunk, from: number, to: number, change?: Partial<Pick<Range, 'attempt' | 'losses'>>): void {
    if (this.#ended || (from >= to && chunk.items.length > 0)) return;
    const { first, items, attempt, losses } = chunk;
    this.#again.push({ first: first + from, items: items.slice(from, to), attempt, losses, ...change });
    this.#listener.onMore();
  }

  /** Somebody has taken an item's outcome. Says whether the job waited for that, and can go on. */
  taken(): boolean {
    this.#held -= 1;
    if (this.#resumesAt === undefined || this.#held > this.#resumesAt) return false;
    this.#resumesAt = undefined;
    return true;
  }

  /** The item gave those of `values` from `from` up to `to`. */
  succeed(chunk: Chunk, offset: number, values: readonly unknown[], from: number, to: number): void {
    if (!this.#ended) this.#listener.onValues(chunk.first + offset, values, from, to);
  }

  /** Items that follow one another gave one value each. */
  succeedEach(chunk: Chunk, offset: number, values: readonly unknown[]): void {
    if (this.#listener.onEach === undefined) {
      for (let at = 0; at < values.length; at += 1) this.succeed(chunk, offset + at, values, at, at + 1);
    } else if (!this.#ended) {
      this.#listener.onEach(chunk.first + offset, values);
    }
  }

  /** The item has failed, at `where` if the error does not say so itself. */
  fail(chunk: Chunk, offset: number, error: unknown, where: Partial<CrashContext>): void {
    if (this.#ended) return;
    this.#locate(error, { ...where, attempt: chunk.attempt });
    this.#listener.onFailure(chunk.first + offset, chunk.items[offset], error);
  }

  /** Workers have counted progress for items whose outcomes come next. */
  counted(processed: number, failed: number): void {
    if (!this.#ended) this.#listener.onCounted?.(processed, failed);
  }

  /** Ends the job with `error`; what is still under way is of no interest any more. */
  abandon(error: unknown, where: Partial<CrashContext> = {}): void {
    if (this.#ended) return;
    this.end();
    this.#locate(error, where);
    this.#listener.onError(error);
  }

  /** Ends the job without a word to its listener. */
  end(): void {
    this.#ended = true;
    this.#again.length = 0;
    this.spec.source.close();
  }

  /** Reports the end when every item has been named. */
  endIfDone(): void {
    if (this.#ended || !this.spec.source.isEnded || this.#inFlight > 0 || this.#again.length > 0) return;
    this.#ended = true;
    this.#listener.onEnd();
  }

  // Every error says where it happened, also one that came up outside of any annotated frame.
  #locate(error: unknown, where: Partial<CrashContext>): void {
    const known = getErrorContext(error);
    const carrier = this.spec.context?.toCarrier() ?? this.spec.contexts[0]?.[1];
    // A worker that has come to no scope yet knows of none; that does not undo where the job came from.
    const hierarchies = [known?.spanHierarchy, where.spanHierarchy, carrier?.hierarchy];
    const context: CrashContext = {
      ...carrier?.analysis,
      ...where,
      ...known, // of a worker's own workers, the one it happened in stays named
      spanHierarchy: hierarchies.find((frames) => frames && frames.length > 0) ?? [],
    };
    // With nothing to say, the frames it passes on its way may know more.
    const { spanHierarchy, ...others } = context;
    if (spanHierarchy.length > 0 || Object.keys(others).length > 0) setErrorContext(error, context);
  }

  #transferListOf(items: readonly unknown[]): readonly Transferable[] | undefined {
    const { stages, transfer } = this.spec;
    if (stages[0]?.kind !== 'call') return items.length === 1 ? transferListOf(items) : undefined;
    const marked = transferListOf(items[0] as readonly unknown[]);
    return transfer || marked ? [...new Set([...present(transfer ?? []), ...(marked ?? [])])] : undefined;
  }

  #pull(): Range | undefined {
    const { source } = this.spec;
    if (!source.isReady) return undefined;
    const size = this.#nextSize();
    if (size === 0) return undefined;
    const items = source.take(size);
    if (this.#ended || items.length === 0) return undefined; // what is read may end the job
    const first = this.#pulled;
    this.#pulled += items.length;
    this.#held += items.length;
    const [range, ...others] = apart({ first, items, attempt: 1, losses: 0 });
    for (const other of others) this.#again.push(other);
    return range;
  }

  // 0 when whoever takes the outcomes is too far behind. It is let catch up by a whole chunk, or the chunks would
  // become ever smaller.
  #nextSize(): number {
    const workers = this.#workers;
    const { pace, source } = this.spec;
    const size = this.#size.next(source.remaining, workers);
    if (pace === undefined) return size;
    const limit = pace.highWaterMark ?? size * workers * CHUNKS_AHEAD;
    const fitting = Math.max(1, Math.min(size, Math.floor(limit / workers)));
    if (this.#held + fitting <= limit) return fitting;
    this.#resumesAt = limit - fitting;
    return 0;
  }
}

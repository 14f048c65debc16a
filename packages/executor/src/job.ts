import { diag } from '@opentelemetry/api';
import { getErrorContext } from '@threadspan/context';
import type { ContextCarrier, CrashContext } from '@threadspan/context';
import { setErrorContext } from '@threadspan/context/ports';
import { ChunkSize } from './chunk-size.js';
import type { InstanceSpec, StageCall } from './protocol.js';

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
}

type Range = Omit<Chunk, 'id' | 'job'>;

export interface JobSpec {
  readonly stages: readonly StageCall[];
  readonly instances: readonly InstanceSpec[];
  readonly contexts: readonly (readonly [id: number, carrier: ContextCarrier])[];
  readonly shared: readonly (readonly [id: number, args: readonly unknown[]])[];
  readonly input: Iterable<unknown>;
  /** Number of items, where the input knows it. */
  readonly total: number | undefined;
  /** A chunk without items is run once, for its instances. */
  readonly isPreparation?: boolean;
  readonly chunkSize?: number | undefined;
  readonly timeout?: number | undefined;
  readonly retries: number;
}

/** Hears what becomes of a job's items. Each index is named exactly once, unless the job ends early. */
export interface JobListener {
  onValues(index: number, values: readonly unknown[]): void;
  onFailure(index: number, input: unknown, error: unknown): void;
  /** Every item has been named. */
  onEnd(): void;
  /** The job can't go on. */
  onError(error: unknown): void;
}

// Chunk ids are kept in 32 bits of shared memory, so they begin again before they outgrow them.
const MAX_CHUNK_ID = 0x7fff_ffff;
let lastChunkId = 0;

/** The items of one chain, or of one call, on their way through the workers. */
export class Job {
  readonly spec: JobSpec;
  readonly #listener: JobListener;
  readonly #iterator: Iterator<unknown>;
  readonly #size: ChunkSize;
  readonly #again: Range[] = [];
  #pulled = 0;
  #exhausted: boolean;
  #pulling = false;
  #inFlight = 0;
  #ended = false;

  constructor(spec: JobSpec, listener: JobListener) {
    this.spec = spec;
    this.#listener = listener;
    this.#iterator = spec.input[Symbol.iterator]();
    this.#exhausted = spec.total === 0;
    this.#size = new ChunkSize(spec.chunkSize);
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
    if (this.#exhausted) return again;
    return again + (this.spec.total === undefined ? Infinity : this.spec.total - this.#pulled);
  }

  /** The next items to run; `undefined` when all are under way or done. */
  nextChunk(workers: number): Chunk | undefined {
    if (this.#ended) return undefined;
    const range = this.#again.shift() ?? this.#pull(workers);
    if (range === undefined) {
      this.endIfDone();
      return undefined;
    }
    this.#inFlight += 1;
    lastChunkId = (lastChunkId % MAX_CHUNK_ID) + 1;
    return { ...range, id: lastChunkId, job: this };
  }

  /** A chunk is over: `ran` of its items have an outcome after `ms`, the others were given back. */
  release(ran: number, ms: number): void {
    this.#inFlight -= 1;
    if (ran > 0) this.#size.learn(ran, ms);
    this.endIfDone();
  }

  /** Queues items of a chunk again, from `from` up to `to`. */
  requeue(chunk: Chunk, from: number, to: number, change?: Partial<Pick<Range, 'attempt' | 'losses'>>): void {
    if (this.#ended || (from >= to && chunk.items.length > 0)) return;
    const { first, items, attempt, losses } = chunk;
    this.#again.push({ first: first + from, items: items.slice(from, to), attempt, losses, ...change });
  }

  succeed(chunk: Chunk, offset: number, values: readonly unknown[]): void {
    if (!this.#ended) this.#listener.onValues(chunk.first + offset, values);
  }

  fail(chunk: Chunk, offset: number, error: unknown, where: Partial<CrashContext>): void {
    if (this.#ended) return;
    this.#locate(error, { ...where, attempt: chunk.attempt });
    this.#listener.onFailure(chunk.first + offset, chunk.items[offset], error);
  }

  /** Ends the job with `error`; what is still under way is of no interest any more. */
  abandon(error: unknown): void {
    if (this.#ended) return;
    this.end();
    this.#listener.onError(error);
  }

  end(): void {
    this.#ended = true;
    this.#again.length = 0;
    if (!this.#pulling) this.#close();
  }

  // Every error says where it happened, also one that came up outside of any annotated frame.
  #locate(error: unknown, where: Partial<CrashContext>): void {
    const known = getErrorContext(error);
    const [captured] = this.spec.contexts;
    const context: CrashContext = known ?? {
      ...captured?.[1].analysis,
      spanHierarchy: captured?.[1].hierarchy ?? [],
    };
    setErrorContext(error, { ...context, ...where });
  }

  #pull(workers: number): Range | undefined {
    if (this.#exhausted) return undefined;
    const { total } = this.spec;
    const size = this.#size.next(total === undefined ? undefined : total - this.#pulled, workers);
    const items: unknown[] = [];
    this.#pulling = true;
    try {
      while (items.length < size && !this.#ended) {
        const step = this.#iterator.next();
        if (step.done) {
          this.#exhausted = true;
          break;
        }
        items.push(step.value);
      }
    } catch (error) {
      this.#exhausted = true; // an iterator that threw is not to be closed
      throw error;
    } finally {
      this.#pulling = false;
    }
    // What is read may end the job, by aborting it for one.
    if (this.#ended) this.#close();
    if (this.#ended || items.length === 0) return undefined;
    const first = this.#pulled;
    this.#pulled += items.length;
    if (this.#pulled === total) this.#exhausted = true;
    return { first, items, attempt: 1, losses: 0 };
  }

  // The input is the user's; that it can't be closed is no outcome of the job.
  #close(): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    try {
      this.#iterator.return?.();
    } catch (error) {
      diag.warn('threadspan: the input of a chain threw when it was closed', error);
    }
  }

  /** Reports the end when every item has been named. */
  endIfDone(): void {
    if (this.#ended || !this.#exhausted || this.#inFlight > 0 || this.#again.length > 0) return;
    this.#ended = true;
    this.#listener.onEnd();
  }
}

import type { MessagePort, Transferable } from 'node:worker_threads';
import { incrementFailed, packError } from '@threadspan/context';
import { describeScope, setErrorContext } from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import type { ThreadspanError } from '../errors.js';
import type { FlightSlot } from '../flight-slot.js';
import { unsendableResult } from '../scheduling/unsendable.js';
import type { ChunkResults, Draft, ItemFailure, RunChunk, StageCall } from '../protocol.js';
import { itemTransferListOf, transferListOf } from '../transfer.js';
import type { Extensions } from './extensions.js';
import { givesOne } from './run-item.js';

// How long a finished result may wait for company. What has been sent is safe from whatever kills the worker next.
const FLUSH_AFTER_MS = 10;
const MAX_WAITING = 4_096;

/** Says what a user calls the method of a stage. */
export interface MethodNames {
  nameOf(stage: StageCall): string;
}

/** Gathers the outcomes of one chunk and sends them home a batch at a time. */
export class Outbox {
  readonly #message: RunChunk;
  readonly #extensions: Extensions;
  readonly #slot: FlightSlot;
  readonly #port: MessagePort;
  readonly #names: MethodNames;
  readonly #countsVary: boolean;
  #from = 0;
  #count = 0;
  #values: unknown[] = [];
  #counts: number[] = [];
  // Of each item, for the case that what it gave can't be sent.
  #scopes: (Scope | undefined)[] = [];
  #failures: ItemFailure[] = [];
  #lastFlush = performance.now();

  constructor(
    message: RunChunk,
    extensions: Extensions,
    slot: FlightSlot,
    port: MessagePort,
    names: MethodNames,
  ) {
    this.#message = message;
    this.#extensions = extensions;
    this.#slot = slot;
    this.#port = port;
    this.#names = names;
    this.#countsVary = message.stages.some(({ kind }) => !givesOne(kind));
  }

  /**
   * @param result what `RunItem` gave
   * @param scope where the item has begun with a file, if it has
   */
  add(result: unknown, scope: Scope | undefined): void {
    this.#count += 1;
    this.#scopes.push(scope);
    if (!this.#countsVary) {
      this.#values.push(result);
      return;
    }
    const values = result as readonly unknown[];
    for (const value of values) this.#values.push(value);
    this.#counts.push(values.length);
  }

  addFailure(error: unknown): void {
    this.#failures.push([this.#from + this.#count, packError(error)]);
    this.#count += 1;
    this.#scopes.push(undefined);
    if (this.#countsVary) this.#counts.push(0);
  }

  /** Sends what has waited for long enough; from `performance.now()`, to the same when it is done. */
  flushIfDue(now: number): number {
    if (this.#count < MAX_WAITING && now - this.#lastFlush < FLUSH_AFTER_MS) return now;
    this.flush(false);
    return performance.now();
  }

  flush(done: boolean): void {
    if (this.#count === 0 && !done) return;
    const extensions = this.#extensions.collect();
    const results: Draft<ChunkResults> = {
      type: 'results',
      chunk: this.#message.chunk,
      from: this.#from,
      count: this.#count,
      values: this.#values,
      done,
    };
    if (this.#countsVary) results.counts = this.#counts;
    if (this.#failures.length > 0) results.failures = this.#failures;
    if (extensions.length > 0) results.extensions = extensions;
    const scopes = this.#scopes;
    // Before they are sent: cloning them runs code of the user's, whose spans may ask for what is left.
    this.#from += this.#count;
    this.#count = 0;
    this.#values = [];
    this.#counts = [];
    this.#scopes = [];
    this.#failures = [];
    this.#lastFlush = performance.now();
    try {
      this.#send(results, transferListOf(results.values));
    } catch {
      this.#sendSingly(results, scopes);
    }
  }

  #send(results: Draft<ChunkResults>, transfer?: readonly Transferable[]): void {
    const { processed, failed } = this.#slot.unsent(false);
    if (processed > 0 || failed > 0) results.counted = [processed, failed];
    else if (results.counted) delete results.counted; // as a larger batch that could not be sent had it
    this.#port.postMessage(results, transfer);
    this.#slot.sent();
  }

  // Some value can't be cloned: the others arrive, and the item it belongs to fails.
  #sendSingly(batch: ChunkResults, scopes: readonly (Scope | undefined)[]): void {
    const failures = new Map(batch.failures);
    let next = 0;
    for (let position = 0; position < batch.count; position += 1) {
      const offset = batch.from + position;
      const failure = failures.get(offset);
      const count = failure ? 0 : (batch.counts?.[position] ?? 1);
      const values = batch.values.slice(next, next + count);
      next += count;
      const single = {
        ...batch,
        from: offset,
        count: 1,
        values,
        ...(batch.counts ? { counts: [count] } : {}),
        failures: failure ? [[offset, failure] as const] : [],
        extensions: position === 0 ? (batch.extensions ?? []) : [],
        done: false,
      };
      try {
        this.#send(single, itemTransferListOf(values));
      } catch (cause) {
        const error = this.#unsendable(cause, scopes[position]);
        const none = batch.counts ? { counts: [0] } : {};
        this.#send({ ...single, values: [], ...none, failures: [[offset, packError(error)]] });
      }
    }
    if (!batch.done) return;
    const last = { from: batch.from + batch.count, count: 0, values: [], failures: [], extensions: [] };
    this.#send({ ...batch, ...last, ...(batch.counts ? { counts: [] } : {}) });
  }

  #unsendable(cause: unknown, scope: Scope | undefined): ThreadspanError {
    const error = unsendableResult(this.#names.nameOf(this.#message.stages.at(-1)!), cause);
    if (scope) {
      setErrorContext(error, describeScope(scope));
      incrementFailed(); // the file counts as processed already
      this.#slot.failedLate();
    }
    return error;
  }
}

import { getErrorContext, packError } from '@threadspan/context';
import { setErrorContext } from '@threadspan/context/ports';
import { ThreadspanError } from '@threadspan/executor';
import { unsendableResult } from '@threadspan/executor/engine';
import { requireSize } from '../encode.js';
import { isLocalDriver } from '../local-drivers.js';
import type { ChunkData, FromWorker, Results } from '../protocol.js';
import type { ReplySender } from './reply-sender.js';
import { ResultBatch } from './result-batch.js';

// How long a result may wait for company: as long as the chunk has been here, within these bounds. A thousand workers
// that send fifty messages a second each are too many for any driver.
const FLUSH_AFTER_MS = 20;
const FLUSH_WITHIN_MS = 1_000;
// More is sent in several messages, so that neither side has to hold it twice in one piece.
const MAX_MESSAGE = 1_000_000;

/** Gathers the outcomes of one chunk and sends them home a batch at a time. */
export class ChunkOutbox {
  readonly data: ChunkData;
  readonly count: number;
  readonly begun = performance.now();
  readonly #sender: ReplySender;
  readonly #methodName: string;
  readonly #maxPayload: number;
  readonly #maxMessage: number;
  #batch = new ResultBatch();
  #counted: [processed: number, failed: number] = [0, 0];
  #left: number;
  #timer: NodeJS.Timeout | undefined;
  // Messages go in order.
  #sent: Promise<boolean> = Promise.resolve(true);
  #finish!: (isWanted: boolean) => void;
  /** Resolves when the last of it has been sent; to false when its driver is gone. */
  readonly finished = new Promise<boolean>((resolve) => (this.#finish = resolve));

  /** @param methodName what a user calls the method whose results these are */
  constructor(
    data: ChunkData,
    count: number,
    {
      sender,
      methodName,
      maxPayload,
    }: { readonly sender: ReplySender; readonly methodName: string; readonly maxPayload: number },
  ) {
    this.data = data;
    this.count = count;
    this.#left = count;
    this.#sender = sender;
    this.#methodName = methodName;
    this.#maxPayload = maxPayload;
    this.#maxMessage = Math.min(MAX_MESSAGE, maxPayload);
    this.#timer = setTimeout(() => this.#sayTaken(), FLUSH_AFTER_MS);
  }

  /** Whether each of its items has an outcome. */
  get isComplete(): boolean {
    return this.#left === 0;
  }

  addEach(offset: number, values: readonly unknown[]): void {
    this.#batch.each.push([offset, values]);
    this.#added(values.length);
  }

  add(offset: number, values: readonly unknown[]): void {
    this.#batch.many.push([offset, values]);
    this.#added(1);
  }

  addFailure(offset: number, error: unknown): void {
    const where = getErrorContext(error) ?? { spanHierarchy: [] };
    // It was tried here as often as it says, and elsewhere before.
    const attempt = (where.attempt ?? 1) + this.data.attempt - 1;
    setErrorContext(error, { ...where, attempt });
    this.#batch.failures.push([offset, packError(error)]);
    this.#added(1);
  }

  addCounted(processed: number, failed: number): void {
    if (isLocalDriver(this.data.driver)) return;
    this.#counted[0] += processed;
    this.#counted[1] += failed;
  }

  /** Sends the rest of it. @param ms what its items took, all threads together */
  done(ms: number): void {
    this.#flush(ms);
    this.#end();
  }

  /** No item of the job can run. */
  refuse(error: unknown): void {
    this.#send({ type: 'refused', chunk: this.data.chunk, error: packError(error) });
    this.#end();
  }

  /** Nobody wants it any more. */
  leave(): void {
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#timer);
    void this.#sent.then(this.#finish, () => this.#finish(false));
  }

  #added(count: number): void {
    this.#left -= count;
    this.#timer ??= setTimeout(() => this.#flush(), this.#wait());
  }

  #wait(): number {
    return Math.min(FLUSH_WITHIN_MS, Math.max(FLUSH_AFTER_MS, performance.now() - this.begun));
  }

  #sayTaken(): void {
    if (this.#batch.count > 0) this.#flush();
    else {
      this.#timer = undefined;
      this.#send({ type: 'taken', chunk: this.data.chunk });
    }
  }

  #flush(done?: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#batch;
    this.#batch = new ResultBatch();
    this.#sendBatch(batch, done);
  }

  #sendBatch(batch: ResultBatch, done?: number): void {
    const results = this.#resultsOf(batch, done);
    const packed = this.#pack(results);
    if (
      packed instanceof Uint8Array &&
      (packed.length <= this.#maxMessage || results.payloads.length === 0)
    ) {
      if (packed.length <= this.#maxMessage || batch.count <= 1) this.#sendBytes(packed);
      else this.#sendHalves(batch, results, done);
    } else if (results.payloads.length > 0) {
      // They are no reason to take the results for too large.
      this.#send({ type: 'payloads', payloads: results.payloads });
      this.#counted = [...results.counted];
      this.#sendBatch(batch, done);
    } else if (batch.count > 1) {
      this.#sendHalves(batch, results, done);
    } else {
      this.#counted = [...results.counted];
      this.#sendUnsendable(batch, packed, done);
    }
  }

  /** The bytes, or why there are none. */
  #pack(results: Results): unknown {
    try {
      const bytes = this.#sender.bytesOf(results);
      if (results.payloads.length === 0 && countOf(results) === 1)
        requireSize(`The result of ${this.#methodName}`, bytes.length, this.#maxPayload);
      return bytes;
    } catch (cause) {
      return cause;
    }
  }

  #sendBytes(bytes: Uint8Array): void {
    this.#sent = this.#sent.then(() => this.#sender.sendBytes(this.data.driver, bytes));
    this.#sent.catch(() => undefined); // the connection is tried again; `finished` tells
  }

  #sendHalves(batch: ResultBatch, { counted }: Results, done?: number): void {
    this.#counted = [...counted];
    const [first, second] = batch.halves();
    this.#sendBatch(first);
    this.#sendBatch(second, done);
  }

  // Of values that have come from a thread, few can't go on: memory that threads share, or too much of it.
  #sendUnsendable({ each, many, failures }: ResultBatch, cause: unknown, done?: number): void {
    const offset = each[0]?.[0] ?? many[0]?.[0] ?? failures[0]?.[0] ?? 0;
    const error = ThreadspanError.is(cause) ? cause : unsendableResult(this.#methodName, cause);
    // Whatever the limit is, this has to get through.
    const failed = new ResultBatch({ failures: [[offset, packError(error)]] });
    this.#sendBytes(this.#sender.bytesOf(this.#resultsOf(failed, done)));
  }

  #resultsOf({ each, many, failures }: ResultBatch, done?: number): Results {
    const counted = this.#counted;
    this.#counted = [0, 0];
    return {
      type: 'results',
      chunk: this.data.chunk,
      each,
      many,
      failures,
      counted,
      payloads: this.#sender.payloads(this.data.driver),
      ...(done === undefined ? {} : { done }),
    };
  }

  #send(message: FromWorker): void {
    this.#sent = this.#sent.then(() => this.#sender.send(this.data.driver, message));
    this.#sent.catch(() => undefined);
  }
}

function countOf({ each, many, failures }: Results): number {
  return new ResultBatch({ each, many, failures }).count;
}

import { carrierText } from '@threadspan/context/ports';
import { ThreadspanError } from '@threadspan/executor';
import { packUrls } from '@threadspan/executor/engine';
import type { Chunk } from '@threadspan/executor/engine';
import { encode, encodeItems, requireSize } from '../encode.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { ChunkData } from '../protocol.js';
import type { Run } from './run.js';

/** A chunk that is on the queue, or with a worker. */
export class OpenChunk {
  readonly chunk: Chunk;
  readonly run: Run;
  /** BullMQ's id of it. */
  readonly jobId: string;
  readonly bytes: number;
  /** When something was heard of it, in ms of `performance`. */
  heardAt = performance.now();
  /** When it was last looked for, as nothing was heard; 0 where it was not. */
  lookedAt = 0;
  /** Name of the worker that it was heard from. */
  worker: string | undefined;
  /** Where the stream of replies stood when its job was gone from the queue without a word. */
  missingAt: string | undefined;
  readonly #isDone: Uint8Array;
  #left: number;

  constructor(chunk: Chunk, run: Run, jobId: string, bytes: number) {
    this.chunk = chunk;
    this.run = run;
    this.jobId = jobId;
    this.bytes = bytes;
    this.#left = chunk.items.length;
    this.#isDone = new Uint8Array(this.#left);
  }

  /** The worker has said something of it. */
  heardFrom(worker: string): void {
    this.worker = worker;
    this.heardAt = performance.now();
  }

  /** How many of its items have no outcome. */
  get left(): number {
    return this.#left;
  }

  /** Whether the item has no outcome yet; it has one from now on. */
  take(offset: number): boolean {
    if (!this.isLeft(offset)) return false;
    this.#isDone[offset] = 1;
    this.#left -= 1;
    return true;
  }

  isLeft(offset: number): boolean {
    return this.#isDone[offset] === 0;
  }

  /** Items without an outcome, as ranges. */
  *rest(): Generator<readonly [from: number, to: number]> {
    const { length } = this.#isDone;
    for (let from = 0; from < length; from += 1) {
      if (this.#isDone[from] === 1) continue;
      let to = from + 1;
      while (to < length && this.#isDone[to] === 0) to += 1;
      yield [from, to];
      from = to;
    }
  }
}

/**
 * The data of a chunk, and how many bytes it takes at most.
 *
 * @throws what `encode()` throws; ThreadspanError `PAYLOAD_TOO_LARGE`
 */
export function chunkData(
  chunk: Chunk,
  run: Run,
  driver: string,
  maxPayload: number,
): { readonly data: ChunkData; readonly bytes: number } {
  const { context } = chunk.job.spec;
  if (chunk.transfer) throw movedError();
  const { items, urls } = packUrls(chunk.items, context !== undefined);
  const encoded = encodeItems(items, context !== undefined);
  const bytes = 'bytes' in encoded ? encoded.bytes.length : JSON.stringify(encoded).length;
  requireSize(chunk.items.length === 1 ? 'The item' : 'The chunk', bytes, maxPayload);
  const carrier =
    context && (carrierText(context) ?? { bytes: encode(context.toCarrier()).toString('base64') });
  const data: ChunkData = {
    version: PROTOCOL_VERSION,
    driver,
    run: run.id,
    spec: run.spec,
    chunk: chunk.id,
    attempt: chunk.attempt,
    ...(isSuspect(chunk) ? { suspect: chunk.items.length === 1 ? 'item' : 'part' } : {}),
    items: encoded,
    ...(urls ? { urls } : {}),
    ...(carrier === undefined ? {} : { carrier }),
  };
  return { data, bytes };
}

/** Whether it was with a worker that was lost. */
export function isSuspect({ attempt, losses }: Chunk): boolean {
  return attempt > 1 || losses > 0;
}

function movedError(): ThreadspanError {
  return new ThreadspanError(
    'NOT_SERIALIZABLE',
    'Memory and ports can be moved between the threads of one machine only; leave `transfer` out, and it is copied',
  );
}

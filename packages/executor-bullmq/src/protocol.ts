import type { CrashContext, ErrorEnvelope } from '@threadspan/context';
import type { WorkerActivity } from '@threadspan/context/ports';
import type { WorkerStats } from '@threadspan/executor';
import type { Packed, StageCall, UrlPlace } from '@threadspan/executor/engine';

/**
 * What a driver, the program that has the work, and its workers say to each other: plain data throughout, apart from the
 * user's own arguments and results. Chunks are BullMQ jobs and so JSON; all the rest is bytes of `encode()`. Driver and
 * workers refuse what has another version.
 */
export const PROTOCOL_VERSION = 1;

/** The name that all of BullMQ's jobs have here. */
export const CHUNK = 'chunk';

/** Values on their way: as they are where JSON changes none of them, else as bytes of `encode()` in base64. */
export type Encoded = readonly unknown[] | { readonly bytes: string };

/** The data of a BullMQ job: some items of one job of the driver's. */
export interface ChunkData {
  readonly version: typeof PROTOCOL_VERSION;
  /** Whose it is: a UUID. */
  readonly driver: string;
  /** Which of the driver's jobs. */
  readonly run: number;
  /** Hash of the blob that has the `RunSpec`. */
  readonly spec: string;
  readonly chunk: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** It was with a worker that was lost; one item, or several. Before it begins, the worker says so. */
  readonly suspect?: 'item' | 'part';
  readonly items: Encoded;
  /** Which of the items, or of a call's arguments, are URLs: these are text here. */
  readonly urls?: readonly UrlPlace[];
  /** The context of a call, a carrier as JSON, or as bytes in base64 where accessors have values. */
  readonly carrier?: string | { readonly bytes: string };
}

/** What all chunks of a job have in common; a blob. */
export interface RunSpec {
  readonly version: typeof PROTOCOL_VERSION;
  readonly stages: readonly StageCall[];
  readonly instances: readonly InstanceCall[];
  readonly contexts: readonly (readonly [id: number, carrier: unknown])[];
  /** Arguments that follow the item, by the hash of their blob, a `Packed`. */
  readonly shared: readonly (readonly [id: number, hash: string])[];
  /** In ms. */
  readonly timeout?: number;
  /** How often an item is tried again after it lost its worker thread, or its worker. */
  readonly retries: number;
}

/** Which class, by its name, and with which arguments. Where it is loaded from is the worker's own business. */
export interface InstanceCall extends Packed {
  readonly id: number;
  readonly exportName: string;
}

/** What extensions of the worker have for those of the driver, by name. */
export type Payloads = readonly (readonly [name: string, payload: unknown])[];

/** Outcomes of a chunk's items, by their offset in it. */
export interface Results {
  readonly type: 'results';
  readonly chunk: number;
  /** Items that follow one another, from this offset on, gave one value each. */
  readonly each: readonly (readonly [offset: number, values: readonly unknown[]])[];
  /** Items that gave another number of values, or may have. */
  readonly many: readonly (readonly [offset: number, values: readonly unknown[]])[];
  readonly failures: readonly (readonly [offset: number, error: ErrorEnvelope])[];
  /** What these items have counted as progress. */
  readonly counted: readonly [processed: number, failed: number];
  readonly payloads: Payloads;
  /** Of the last message of a chunk: how many ms its items took, all threads together. */
  readonly done?: number;
}

export type FromWorker =
  | Results
  /** A worker has begun with the chunk, and has no outcome yet. */
  | { readonly type: 'taken'; readonly chunk: number }
  /** An instance could not be made: no item of the job can run. */
  | { readonly type: 'refused'; readonly chunk: number; readonly error: ErrorEnvelope }
  /** The worker that had the chunk before is gone; `flight` is what that last said of it. */
  | { readonly type: 'stalled'; readonly chunk: number; readonly flight: unknown }
  | { readonly type: 'payloads'; readonly payloads: Payloads }
  | { readonly type: 'flushed'; readonly id: number };

/** What stands in a driver's stream of replies. */
export interface Reply {
  readonly version: typeof PROTOCOL_VERSION;
  /** The worker's name: host, process id, and something unique. */
  readonly worker: string;
  readonly message: FromWorker;
}

/** What a driver tells all workers at once. JSON. */
export type Control = { readonly version: typeof PROTOCOL_VERSION; readonly driver: string } & (
  | /** Nobody waits for this job any more. */ { readonly type: 'end'; readonly run: number }
    /** Nobody can name this instance any more. */
  | { readonly type: 'forget'; readonly instance: number }
  /** The driver is gone. */
  | { readonly type: 'bye' }
  /** Send what extensions hold, then say `flushed`; `timeout` is in ms. */
  | { readonly type: 'flush'; readonly id: number; readonly timeout: number }
);

/** A worker's flight record: the progress of the BullMQ job that the chunk is. JSON. */
export interface Flight {
  readonly version: typeof PROTOCOL_VERSION;
  /** The worker's name. */
  readonly worker: string;
  /** The items that threads are on; none while the chunk waits for a thread. */
  readonly items: readonly (readonly [offset: number, where: CrashContext])[];
}

/** What a worker says of itself every other second. JSON. */
export interface Presence {
  readonly version: typeof PROTOCOL_VERSION;
  readonly name: string;
  readonly threads: number;
  /** How many chunks it has at once. */
  readonly concurrency: number;
  readonly workers: readonly (WorkerStats & { readonly activity?: WorkerActivity })[];
}

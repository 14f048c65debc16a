import type { MessagePort } from 'node:worker_threads';
import type { ContextCarrier, CrashContext, ErrorEnvelope, SharedProgress } from '@threadspan/context';
import type { Packed, UrlPlace } from './url-arguments.js';

/**
 * What the two sides of an executor say to each other. Plain data throughout, JSON-safe apart from the user's own
 * arguments and results, so that an engine that crosses machines can speak it too. Ids are unique per executor.
 */
export const PROTOCOL_VERSION = 1;

/** What becomes of what a method returns. */
export type StageKind = 'map' | 'filterMap' | 'flatMap' | 'forEach' | 'call';

/** One step of a chain: a method of an instance. A `call` spreads the item, an array, over the arguments. */
export interface StageCall {
  readonly kind: StageKind;
  readonly instance: number;
  readonly method: string;
  /** Id of the context to run in; absent for raw stages, and for calls. */
  readonly context?: number;
  /** Id of the arguments that follow the item. */
  readonly shared?: number;
}

/** How a worker makes its own instance of a class. */
export interface InstanceSpec {
  readonly id: number;
  /** URL of the module. It comes from the code that created the executor. */
  readonly module: string;
  readonly exportName: string;
  readonly args: readonly unknown[];
  /** Which of the arguments are URLs: these are text here. */
  readonly urls?: readonly UrlPlace[];
}

/** What a chunk needs and this worker has not got yet. */
export interface Provision {
  readonly instances: InstanceSpec[];
  readonly contexts: (readonly [id: number, carrier: ContextCarrier])[];
  readonly shared: (readonly [id: number, args: Packed])[];
}

export interface RunChunk {
  readonly type: 'run';
  /** How many chunks the worker was given before: which of the claims is this one's. */
  readonly run: number;
  readonly chunk: number;
  readonly stages: readonly StageCall[];
  readonly items: readonly unknown[];
  /** Which of the items, or of a call's arguments, are URLs: these are text here. */
  readonly urls?: readonly UrlPlace[];
  readonly provision?: Provision;
  /** The context of a call, as JSON where that can be. Those of other stages are provided once for many chunks. */
  readonly carrier?: ContextCarrier | string;
}

export type ToWorker =
  | RunChunk
  | { readonly type: 'runs'; readonly runs: readonly RunChunk[] }
  /** Contexts and shared arguments that no chunk will name again. */
  | { readonly type: 'release'; readonly ids: readonly number[] }
  /** Send what the extensions hold, then say `flushed`; `timeout` is in ms. */
  | { readonly type: 'flush'; readonly id: number; readonly timeout: number };

/** A failed item, by its offset in the chunk. */
export type ItemFailure = readonly [offset: number, error: ErrorEnvelope];

/** Payloads of worker extensions, by name. */
export type ExtensionPayloads = readonly (readonly [name: string, payload: unknown])[];

export interface ChunkResults {
  readonly type: 'results';
  readonly chunk: number;
  /** The outcomes of `count` items from this offset on. */
  readonly from: number;
  readonly count: number;
  /** Values of the items that did not fail, in order. */
  readonly values: readonly unknown[];
  /** How many values each item gave, 0 for a failed one; absent when every item gave one or failed. */
  readonly counts?: readonly number[];
  /** Absent when there are none, as `extensions`. */
  readonly failures?: readonly ItemFailure[];
  readonly extensions?: ExtensionPayloads;
  /** What these items have counted as progress; absent when they have counted nothing. */
  readonly counted?: readonly [processed: number, failed: number];
  /** The last message of this chunk. */
  readonly done: boolean;
}

export type FromWorker =
  | ChunkResults
  /** An instance could not be made: no item of the chunk can run. */
  | { readonly type: 'refused'; readonly chunk: number; readonly error: ErrorEnvelope }
  /** Nobody caught this error; the worker ends itself after saying so. */
  | { readonly type: 'uncaught'; readonly error: ErrorEnvelope; readonly task?: TaskPosition }
  /** The message that followed the one with the run `after` could not be deserialized. */
  | { readonly type: 'unreadable'; readonly after: number; readonly error: ErrorEnvelope }
  | { readonly type: 'extensions'; readonly extensions: ExtensionPayloads }
  | { readonly type: 'flushed'; readonly id: number };

/** A message while it is put together: without the keys that it does not need. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Which item of which chunk. */
export interface TaskPosition {
  readonly chunk: number;
  readonly offset: number;
}

/** The first call a worker gets, through threads.js; everything else goes over `port`. */
export interface WorkerInit {
  readonly version: typeof PROTOCOL_VERSION;
  readonly port: MessagePort;
  readonly index: number;
  readonly count: number;
  readonly flightSlot: SharedArrayBuffer;
  readonly claims: SharedArrayBuffer;
  readonly progress: SharedProgress;
  readonly extensions: readonly {
    readonly name: string;
    readonly module: string;
    readonly config: unknown;
  }[];
}

/** What the flight recorder notes of a scope. */
export type FlightNote = Pick<
  CrashContext,
  'phase' | 'currentFile' | 'currentFunction' | 'spanHierarchy' | 'traceId' | 'spanId'
>;

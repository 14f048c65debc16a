import { globalState } from './global-state.js';

/**
 * Something that runs in each worker of an executor and sends small payloads home with its replies. The main
 * side registers it; the executor starts whatever is registered and knows none by name.
 */
export interface WorkerExtension {
  /** Unique among the extensions. */
  readonly name: string;
  /** Absolute path of a CommonJS module that exports `activate`, a {@link ActivateWorkerExtension}. */
  readonly module: string;
  /** Plain data for `activate`, read when a worker starts. */
  config(): unknown;
  /** Takes what a worker's side collected. */
  receive(payload: unknown, worker: ExtensionPeer): void;
}

/** The worker a payload comes from. */
export interface ExtensionPeer {
  readonly index: number;
  readonly threadId: number;
}

/** The side of an extension that lives in a worker. */
export interface WorkerSide {
  /** What has come together since the last call; `undefined` when there is nothing to send. */
  collect(): unknown;
  /** Gets the side ready for a last `collect()`, before the worker is closed. */
  flush?(): Promise<void>;
}

export type ActivateWorkerExtension = (config: unknown, peer: ExtensionPeer) => WorkerSide;

const extensions = globalState('worker-extensions', () => new Map<string, WorkerExtension>());

/** Registers an extension for the workers that start from now on; one of the same name is replaced. */
export function registerWorkerExtension(extension: WorkerExtension): () => void {
  extensions.set(extension.name, extension);
  return () => {
    if (extensions.get(extension.name) === extension) extensions.delete(extension.name);
  };
}

export function getWorkerExtensions(): readonly WorkerExtension[] {
  return [...extensions.values()];
}

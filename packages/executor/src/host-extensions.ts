import { diag } from '@opentelemetry/api';
import { getWorkerExtensions } from '@threadspan/context/ports';
import type { ExtensionPeer } from '@threadspan/context/ports';
import type { ExtensionPayloads, WorkerInit } from './protocol.js';

/** The main thread's side of the extensions that one worker runs: those that were registered when it started. */
export class HostExtensions {
  readonly #extensions = getWorkerExtensions();
  /** What the worker needs to start them. */
  readonly specs: WorkerInit['extensions'] = this.#extensions.map((extension) => ({
    name: extension.name,
    module: extension.module,
    config: extension.config(),
  }));

  /** Tells them all that the worker is gone, after everything it had sent; see `WorkerExtension.lost`. */
  lost(worker: ExtensionPeer, runsAgain: boolean): void {
    this.#extensions.forEach((extension, position) => {
      try {
        extension.lost?.(this.specs[position]?.config, worker, runsAgain);
      } catch (error) {
        diag.error(`threadspan: the worker extension ${extension.name} failed on a lost worker`, error);
      }
    });
  }

  /** Hands over what the worker sent. An extension that fails on it must not cost anybody a result. */
  receive(payloads: ExtensionPayloads, worker: ExtensionPeer): void {
    for (const [name, payload] of payloads) {
      const extension = this.#extensions.find((candidate) => candidate.name === name);
      try {
        extension?.receive(payload, worker);
      } catch (error) {
        diag.error(`threadspan: the worker extension ${name} failed on what a worker sent`, error);
      }
    }
  }
}

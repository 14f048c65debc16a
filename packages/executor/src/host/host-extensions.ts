import { existsSync } from 'node:fs';
import { diag } from '@opentelemetry/api';
import { getWorkerExtensions } from '@threadspan/context/ports';
import type { ExtensionPeer, WorkerExtension } from '@threadspan/context/ports';
import type { ExtensionPayloads, WorkerInit } from '../protocol.js';

/** The main thread's side of the extensions that one worker runs: those that were registered when it started. */
export class HostExtensions {
  readonly #extensions = getWorkerExtensions().filter(hasModule);
  /** What the worker needs to start them. */
  readonly specs: WorkerInit['extensions'] = this.#extensions.map((extension) => ({
    name: extension.name,
    module: extension.module,
    config: extension.config(),
  }));

  has(name: string): boolean {
    return this.specs.some((spec) => spec.name === name);
  }

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

const missing = new WeakSet<WorkerExtension>();

// Told here, and once: the worker, where it would fail to load, has nobody listening to its diag.
function hasModule(extension: WorkerExtension): boolean {
  const { name, module } = extension;
  if (existsSync(module)) return true;
  if (!missing.has(extension)) {
    diag.error(
      `threadspan: ${name} can't work in workers, because there is no ${module}; keep its package out of the bundle ` +
        '(esbuild: `external`)',
    );
  }
  missing.add(extension);
  return false;
}

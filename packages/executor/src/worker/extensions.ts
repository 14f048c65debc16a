import type { ActivateWorkerExtension, ExtensionPeer, WorkerSide } from '@threadspan/context/ports';
import { diag } from '@opentelemetry/api';
import type { ExtensionPayloads, WorkerInit } from '../protocol.js';

/** The worker's side of all extensions that were registered when it started. */
export interface Extensions {
  collect(): ExtensionPayloads;
  flush(): Promise<void>;
}

const NOTHING: ExtensionPayloads = [];

export function startExtensions(specs: WorkerInit['extensions'], peer: ExtensionPeer): Extensions {
  const sides = specs.flatMap(({ name, module, config }): (readonly [string, WorkerSide])[] => {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the path is the extension's own
      const { activate } = require(module) as { activate: ActivateWorkerExtension };
      return [[name, activate(config, peer)]];
    } catch (error) {
      diag.error(`threadspan: the worker extension ${name} could not be started`, error);
      return [];
    }
  });
  return {
    collect() {
      if (sides.length === 0) return NOTHING;
      return sides
        .map(([name, side]) => [name, side.collect()] as const)
        .filter(([, payload]) => payload !== undefined);
    },
    async flush() {
      await Promise.all(sides.map(async ([, side]) => side.flush?.()));
    },
  };
}

import { diag } from '@opentelemetry/api';
import type { ActivateWorkerExtension, ExtensionHost, WorkerSide } from '@threadspan/context/ports';
import type { ExtensionPayloads, WorkerInit } from '../protocol.js';

/** The worker's side of all extensions that were registered when it started. */
export interface Extensions {
  collect(): ExtensionPayloads;
  itemEnded(): void;
  flush(timeout: number): Promise<void>;
}

const NOTHING: ExtensionPayloads = [];

export function startExtensions(specs: WorkerInit['extensions'], host: ExtensionHost): Extensions {
  const sides = specs.flatMap(({ name, module, config }): (readonly [string, WorkerSide])[] => {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the path is the extension's own
      const { activate } = require(module) as { activate: ActivateWorkerExtension };
      return [[name, activate(config, host)]];
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
    itemEnded() {
      for (const [, side] of sides) side.itemEnded?.();
    },
    async flush(timeout) {
      const flushed = await Promise.allSettled(sides.map(async ([, side]) => side.flush?.(timeout)));
      for (const [position, { status }] of flushed.entries()) {
        if (status === 'rejected') diag.error(`threadspan: ${sides[position]?.[0]} could not be flushed`);
      }
    },
  };
}

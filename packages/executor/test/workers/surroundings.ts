import { resourceLimits } from 'node:worker_threads';
import type { ResourceLimits } from 'node:worker_threads';
import { WithParallelContext } from '@threadspan/decorators';

export interface Surroundings {
  readonly resourceLimits: ResourceLimits;
  readonly execArgv: readonly string[];
  readonly preloaded: unknown;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** Says how its worker was set up. */
export class Observer {
  @WithParallelContext()
  look(): Surroundings {
    const { preloaded } = globalThis as { preloaded?: unknown };
    return { resourceLimits, execArgv: process.execArgv, preloaded, env: { ...process.env } };
  }

  @WithParallelContext()
  setVariable(name: string, value: string): void {
    process.env[name] = value;
  }

  @WithParallelContext()
  fail(): never {
    throw new Error('look at my stack');
  }
}

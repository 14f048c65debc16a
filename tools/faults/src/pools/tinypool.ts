import { Tinypool } from 'tinypool';
import { oneByOne, signalOf, WORKERS, workerUrl } from './pool.js';
import type { OpenPool } from './pool.js';

export const open: OpenPool = ({ resourceLimits }) => {
  const pool = new Tinypool({
    filename: workerUrl('default-export').href,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...(resourceLimits ? { resourceLimits } : {}),
  });
  return {
    run: oneByOne(
      (task, options) => pool.run(task, { signal: signalOf(options) ?? null }) as Promise<unknown>,
    ),
    runBroken: (module, task) =>
      pool.run(task, { filename: workerUrl(`broken/${module}`).href }) as Promise<unknown>,
    close: () => pool.destroy(),
  };
};

import { Piscina } from 'piscina';
import { oneByOne, signalOf, WORKERS, workerUrl } from './pool.js';
import type { OpenPool } from './pool.js';

export const open: OpenPool = ({ resourceLimits }) => {
  const pool = new Piscina({
    filename: workerUrl('default-export').href,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...(resourceLimits ? { resourceLimits } : {}),
  });
  return {
    run: oneByOne((task, options) => pool.run(task, { signal: signalOf(options) ?? null })),
    runBroken: (module, task) => pool.run(task, { filename: workerUrl(`broken/${module}`).href }),
    close: () => pool.destroy(),
  };
};

import { ParallelContext } from '@threadspan/context';
import { Tinypool } from 'tinypool';
import type { FileReport } from '../analyze-file.js';
import { analyzePhases } from '../analyze-phases.js';

const pool = new Tinypool({
  filename: new URL('./worker.js', import.meta.url).href,
  maxThreads: 2,
  concurrentTasksPerWorker: 2,
});

await analyzePhases((path) => {
  const carrier = ParallelContext.capture().toCarrier();
  return pool.run({ path, carrier }) as Promise<FileReport>;
});
await pool.destroy();

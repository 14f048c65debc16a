import { ParallelContext } from '@threadspan/context';
import { Piscina } from 'piscina';
import type { FileReport, FileTask } from '../analyze-file.js';
import { analyzePhases } from '../analyze-phases.js';

const pool = new Piscina<FileTask, FileReport>({
  filename: new URL('./worker.js', import.meta.url).href,
  maxThreads: 2,
  concurrentTasksPerWorker: 2,
});

await analyzePhases((path) => {
  const carrier = ParallelContext.capture().toCarrier();
  return pool.run({ path, carrier });
});
await pool.close();

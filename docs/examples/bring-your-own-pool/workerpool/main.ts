import { fileURLToPath } from 'node:url';
import { ParallelContext } from '@threadspan/context';
import workerpool from 'workerpool';
import type { FileReport } from '../analyze-file.js';
import { analyzePhases } from '../analyze-phases.js';

const pool = workerpool.pool(fileURLToPath(new URL('./worker.js', import.meta.url)), {
  workerType: 'thread',
  maxWorkers: 2,
});

await analyzePhases(async (path) => {
  const carrier = ParallelContext.capture().toCarrier();
  return (await pool.exec('analyze', [{ path, carrier }])) as FileReport;
});
await pool.terminate();

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import {
  ParallelContext,
  getCurrentContext,
  getSpanHierarchy,
  joinProgress,
  processFileWithContext,
} from '@threadspan/context';
import type { SharedProgress } from '@threadspan/context';

const { carrier, progress } = workerData as { carrier: unknown; progress: SharedProgress };
joinProgress(progress);
const answer = processFileWithContext('src/a.ts', ParallelContext.fromCarrier(carrier), () => ({
  isMainThread,
  ...getCurrentContext(),
  spans: getSpanHierarchy().map(({ name }) => name),
}));
parentPort?.postMessage(answer);

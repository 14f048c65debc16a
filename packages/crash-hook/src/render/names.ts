import type { WorkerIdentity } from '@threadspan/context';
import type { CodeLocation, CrashReport } from '../report.js';

/** "debtscan 2.4.0" */
export function programName({ name, version }: CrashReport['app']): string {
  return version ? `${name} ${version}` : name;
}

/** "src/scoring.ts:287:13" */
export function placeName({ file, line, column }: CodeLocation): string {
  return `${file}:${line}:${column}`;
}

/** "Worker 2 of 4" */
export function workerName(worker: WorkerIdentity | undefined): string {
  return worker ? `Worker ${worker.index} of ${worker.count}` : 'A worker';
}

/** What stands above those of `otherWorkers`: where the main thread crashed, there is none that they are other than. */
export function workersHeading({ context }: CrashReport): string {
  return context.worker ? 'Other workers' : 'Workers';
}

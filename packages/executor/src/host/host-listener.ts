import type { ErrorEnvelope } from '@threadspan/context';
import type { ChunkResults } from '../protocol.js';
import type { Assignment } from '../scheduling/assignment.js';
import type { Chunk } from '../scheduling/job.js';
import type { Loss } from '../scheduling/loss.js';
import type { WorkerHost } from './worker-host.js';

/** Hears what becomes of a worker and of what it was given. */
export interface HostListener {
  /** The worker can take work, for the first time. */
  onReady(): void;
  /** It turns to `chunk`. */
  onBegin(host: WorkerHost, chunk: Chunk): void;
  /** It can take more than it has. */
  onFree(host: WorkerHost): void;
  onResults(host: WorkerHost, chunk: Chunk, results: ChunkResults): void;
  onRefused(host: WorkerHost, chunk: Chunk, error: ErrorEnvelope): void;
  /** The rest of `lost`, or its results, can't cross between the threads. */
  onUnreadable(lost: Assignment, error: unknown): void;
  /** The thread is gone, in the middle of `lost`. Everything it had sent has been taken before. */
  onLost(host: WorkerHost, loss: Loss, lost: Assignment | undefined): void;
}

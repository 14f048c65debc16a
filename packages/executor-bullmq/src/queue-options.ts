import type { QueueBaseOptions } from 'bullmq';
import { invalid, requireInteger } from '@threadspan/executor/engine';
import { requireConnection } from './connection.js';
import type { QueueConnection } from './connection.js';

/** What a driver and its workers have to agree on, and what they may. */
export interface QueueOptions {
  readonly connection: QueueConnection;
  /** Name of the BullMQ queue, without a colon. Drivers may share one. */
  readonly queue: string;
  /** BullMQ's prefix of all keys; the same for drivers and workers. Default: `bull`. */
  readonly prefix?: string;
  /**
   * Ms after which a worker that does not answer is taken for lost, and how often is looked for such: BullMQ's
   * `lockDuration` and `stalledInterval`. Default: 30,000.
   */
  readonly stallTimeout?: number;
  /** Most bytes of one item, result, or argument that is shared. Default: 16,000,000. */
  readonly maxPayload?: number;
  /** BullMQ's own, such as `new BullMQOtel('debtscan')`. Default: none. */
  readonly telemetry?: QueueBaseOptions['telemetry'];
}

export interface ResolvedQueueOptions extends QueueOptions {
  readonly prefix: string;
  readonly stallTimeout: number;
  readonly maxPayload: number;
}

/** @throws ThreadspanError `INVALID_ARGUMENT` */
export function resolveQueueOptions(options: QueueOptions): ResolvedQueueOptions {
  const { connection, queue, prefix = 'bull', stallTimeout = 30_000, maxPayload = 16_000_000 } = options;
  requireConnection(connection);
  requireName('queue', queue);
  requireName('prefix', prefix);
  requireInteger('stallTimeout', stallTimeout, 100, 86_400_000);
  requireInteger('maxPayload', maxPayload, 1_000, 256_000_000);
  return { ...options, prefix, stallTimeout, maxPayload };
}

function requireName(name: string, value: unknown): void {
  if (typeof value === 'string' && /^[^:\p{Cc}]{1,200}$/u.test(value)) return;
  throw invalid(name, 'a name of 1 to 200 characters, without a colon', value);
}

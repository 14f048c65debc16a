import type { OpenPool } from './pool.js';

export type Ability = 'timeout' | 'signal' | 'retries' | 'constructor';

/** A way to run tasks. */
export interface PoolKind {
  /** As in tables. */
  readonly title: string;
  readonly lacks: readonly Ability[];
  /** Whether it closes after a fault is chance. */
  readonly closesAtTimes?: boolean;
  readonly load: () => Promise<OpenPool>;
}

// None of the others runs tasks again or makes instances.
const LACKS: readonly Ability[] = ['retries', 'constructor'];

/** Every way to run tasks that is looked at: ours first. Each is loaded only where it is run. */
export const KINDS = {
  direct: {
    title: 'Direct call',
    lacks: [],
    load: async () => (await import('./threadspan.js')).openForCalls,
  },
  chunked: {
    title: 'Chunked chain',
    lacks: [],
    load: async () => (await import('./threadspan.js')).openForChunks,
  },
  streaming: {
    title: 'Streaming chain',
    lacks: [],
    load: async () => (await import('./threadspan.js')).openForStreams,
  },
  piscina: {
    title: 'piscina',
    lacks: LACKS,
    load: async () => (await import('./piscina.js')).open,
  },
  tinypool: {
    title: 'tinypool',
    lacks: LACKS,
    load: async () => (await import('./tinypool.js')).open,
  },
  workerpool: {
    title: 'workerpool',
    closesAtTimes: true,
    lacks: LACKS,
    load: async () => (await import('./workerpool.js')).open,
  },
  poolifier: {
    title: 'poolifier',
    lacks: LACKS,
    closesAtTimes: true,
    load: async () => (await import('./poolifier.js')).open,
  },
  threads: {
    title: 'threads.js Pool',
    lacks: [...LACKS, 'timeout', 'signal'],
    load: async () => (await import('./threads.js')).open,
  },
} satisfies Record<string, PoolKind>;

export type PoolName = keyof typeof KINDS;

export const ourNames = ['direct', 'chunked', 'streaming'] as const;
export const peerNames = ['piscina', 'tinypool', 'workerpool', 'poolifier', 'threads'] as const;

import { piscina } from './piscina.js';
import type { PoolKind } from './pool.js';
import { poolifier } from './poolifier.js';
import { threads } from './threads.js';
import { threadspan } from './threadspan.js';
import { tinypool } from './tinypool.js';
import { workerpoolKind } from './workerpool.js';

/** Every way to run tasks that is looked at: ours first. */
export const KINDS = {
  ...threadspan,
  piscina,
  tinypool,
  workerpool: workerpoolKind,
  poolifier,
  threads,
} satisfies Record<string, PoolKind>;

export type PoolName = keyof typeof KINDS;

export const ourNames = Object.keys(threadspan) as (keyof typeof threadspan)[];
export const peerNames = ['piscina', 'tinypool', 'workerpool', 'poolifier', 'threads'] as const;

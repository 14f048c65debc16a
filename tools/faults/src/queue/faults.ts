import { fork } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { QueueExecutorOptions } from '@threadspan/executor-bullmq';
import { ITEMS, runBatch } from './outcome.js';
import type { BatchOptions, Outcome } from './outcome.js';
import { startProxy } from './proxy.js';
import { PACKAGE, STALL_TIMEOUT_MS } from './site.js';
import type { Site } from './site.js';

export type Twice = 'nothing' | 'that item' | 'what was with it' | 'what was not sent yet';

export interface QueueFault {
  readonly title: string;
  /** Who notices, and when. */
  readonly noticed: string;
  /** Which items may be begun more than once. */
  readonly twice: Twice;
  run(site: Site): Promise<Outcome>;
}

const BY_STALL = 'another worker or the driver, within 2 × `stallTimeout`';
const AT_ONCE = 'its process, at once';

/** Items that find `count` workers. */
function batch(count: number, options: BatchOptions = {}, driver: Partial<QueueExecutorOptions> = {}) {
  return async (site: Site): Promise<Outcome> => {
    await site.workers(count);
    return runBatch(site, site.driver(driver), options);
  };
}

/** One of two workers is killed in the middle. */
async function killOne(site: Site, driver: Partial<QueueExecutorOptions>): Promise<Outcome> {
  const [victim] = await site.workers(2);
  return runBatch(site, site.driver(driver), {
    ms: 700,
    async meanwhile() {
      while (!site.begun().some(({ pid }) => pid === victim?.pid)) await pause(10);
      await pause(600); // until it has said what it is on
      victim?.kill('SIGKILL');
    },
  });
}

/** Redis takes nothing more. */
function fillRedis({ redis }: Site): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(redis.port, '127.0.0.1', () => {
      socket.write('CONFIG SET maxmemory 1\r\n');
    });
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

/** The package with another version of its protocol. */
function makeOther({ directory }: Site): string {
  const folder = join(directory, 'other');
  mkdirSync(folder);
  for (const part of ['dist', 'bin', 'package.json'])
    cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
  symlinkSync(join(PACKAGE, '../../node_modules'), join(folder, 'node_modules'), 'dir');
  const file = join(folder, 'dist/protocol.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/PROTOCOL_VERSION = \d+/, 'PROTOCOL_VERSION = 99'));
  return folder;
}

export const QUEUE_FAULTS = {
  kill: {
    title: 'a worker process is killed',
    noticed: BY_STALL,
    twice: 'what was with it',
    run: (site) => killOne(site, {}),
  },
  'kill-no-retries': {
    title: 'the same; `retries: 0`',
    noticed: BY_STALL,
    twice: 'what was not sent yet',
    run: (site) => killOne(site, { retries: 0 }),
  },
  'all-killed': {
    title: 'all worker processes are killed, and one is started later',
    noticed: 'the driver, within 2 × `stallTimeout`',
    twice: 'what was with it',
    async run(site) {
      const victims = await site.workers(2);
      return runBatch(site, site.driver({ retries: 2 }), {
        async meanwhile() {
          for (const victim of victims) victim.kill('SIGKILL');
          await site.worker();
        },
      });
    },
  },
  cut: {
    title: 'the network between a worker and Redis is cut',
    noticed: BY_STALL,
    twice: 'what was with it',
    async run(site) {
      const proxy = await startProxy(site.redis.port);
      try {
        await site.worker({ url: proxy.url });
        return await runBatch(site, site.driver(), {
          ms: 200,
          async meanwhile() {
            proxy.cut();
            await site.worker();
          },
        });
      } finally {
        proxy.close();
      }
    },
  },
  'redis-restart': {
    title: 'Redis is started again, with its log of commands',
    noticed: 'all of them, when the connection breaks',
    twice: 'what was not sent yet',
    async run(site) {
      await site.workers(2);
      return runBatch(site, site.driver({ retries: 3 }), { meanwhile: () => site.redis.restart() });
    },
  },
  'redis-full': {
    title: 'Redis has no memory left',
    noticed: 'the driver, with the next chunk',
    twice: 'nothing',
    async run(site) {
      await site.workers(1);
      return runBatch(site, site.driver(), { ms: 100, meanwhile: () => fillRedis(site) });
    },
  },
  'poison-at-once': {
    title: 'an item kills its process at once',
    noticed: `${BY_STALL}, each time`,
    twice: 'what was with it',
    run: batch(6, { fault: 'kill' }),
  },
  'poison-later': {
    title: 'an item kills its process after a while',
    noticed: `${BY_STALL}, each time`,
    twice: 'what was with it',
    run: batch(4, { fault: 'kill-later' }),
  },
  exit: {
    title: 'an item ends its thread',
    noticed: AT_ONCE,
    twice: 'that item',
    run: batch(2, { fault: 'exit' }),
  },
  'out-of-memory': {
    title: 'an item fills the heap of its thread',
    noticed: AT_ONCE,
    twice: 'that item',
    async run(site) {
      await site.worker({ env: { NODE_OPTIONS: '--max-old-space-size=128' } });
      return runBatch(site, site.driver(), { fault: 'out-of-memory' });
    },
  },
  loop: {
    title: 'an item loops for ever; the caller set a timeout',
    noticed: 'its process, after the timeout',
    twice: 'that item',
    run: batch(1, { fault: 'loop', timeout: 1_500 }),
  },
  'large-item': {
    title: 'an item is larger than `maxPayload`',
    noticed: 'the driver, before it is sent',
    twice: 'nothing',
    run: batch(1, { faulty: `${'long/'.repeat(200_000)}file-09.ts` }, { maxPayload: 500_000 }),
  },
  'large-result': {
    title: 'a result is larger than `maxPayload`',
    noticed: 'its process, before it is sent',
    twice: 'nothing',
    run: batch(1, { fault: 'large-result' }),
  },
  'two-drivers': {
    title: 'two drivers share the queue',
    noticed: 'nobody',
    twice: 'nothing',
    async run(site) {
      await site.workers(2);
      const runs = [site.driver(), site.driver()].map((driver) => runBatch(site, driver));
      const [first, second] = (await Promise.all(runs)) as [Outcome, Outcome];
      // Both have items of the same names.
      const again = site.begun().slice(2 * ITEMS);
      return { ...first, missing: first.missing + second.missing, twice: again.map(({ path }) => path) };
    },
  },
  'driver-killed': {
    title: 'another driver of the queue is killed',
    noticed: 'its workers, within 120 s',
    twice: 'nothing',
    async run(site) {
      await site.worker();
      const program = fileURLToPath(new URL('doomed-driver.js', import.meta.url));
      const doomed = fork(program, [site.redis.url, join(site.directory, 'other-log.txt')]);
      await new Promise((resolve) => doomed.once('message', resolve));
      doomed.kill('SIGKILL');
      return runBatch(site, site.driver());
    },
  },
  version: {
    title: 'the only worker speaks another version of the protocol',
    noticed: 'that worker, when it takes the first chunk',
    twice: 'nothing',
    async run(site) {
      await site.worker({ folder: makeOther(site) });
      return runBatch(site, site.driver());
    },
  },
  'no-worker': {
    title: 'there is no worker',
    noticed: 'the driver, after `startTimeout`',
    twice: 'nothing',
    run: (site) => runBatch(site, site.driver({ startTimeout: STALL_TIMEOUT_MS })),
  },
  'no-redis': {
    title: 'there is no Redis',
    noticed: 'the driver, after 10 s',
    twice: 'nothing',
    run: (site) => runBatch(site, site.driver({ connection: 'redis://127.0.0.1:1' })),
  },
} satisfies Record<string, QueueFault>;

export type QueueFaultName = keyof typeof QUEUE_FAULTS;
export const queueFaultNames = Object.keys(QUEUE_FAULTS) as QueueFaultName[];

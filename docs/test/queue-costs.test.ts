import { AnalysisPhase, withSpan } from '@threadspan/context';
import { createQueueExecutor } from '@threadspan/executor-bullmq';
import { startRedis } from '@threadspan/redis';
import type { RedisServer } from '@threadspan/redis';
import { Redis } from 'ioredis';
import { ProcessFile } from '@threadspan/decorators';
import { startWorker } from './queue.ts';
import { read } from './run-example.ts';

const page = read('docs/guides/beyond-one-machine.md');
const CHUNKS = 200;
const CHUNK_SIZE = 10;

/** Named as the class that the worker has; this one's methods are not called. */
class LineCounter {
  constructor(readonly root: string) {}

  @ProcessFile()
  async count(_path: string): Promise<number> {
    return 0;
  }
}

let redis: RedisServer;
let admin: Redis;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});

/** How often each command was called, those in scripts among them. */
async function calls(): Promise<Record<string, number>> {
  const text = await admin.info('commandstats');
  const found = [...text.matchAll(/cmdstat_([\w|]+):calls=(\d+)/g)];
  return Object.fromEntries(found.map(([, name, count]) => [name, Number(count)]));
}

/** What the page says of a row. */
function said(sign: string): number {
  const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(sign)) ?? '';
  const [, count = ''] = /\| +(\d+) +\|$/.exec(row) ?? [];
  expect({ sign, count }).toEqual({ sign, count: expect.stringMatching(/^\d+$/) });
  return Number(count);
}

it('a short chunk costs as many commands as the page says', async () => {
  const module = new URL('../examples/dist/beyond-one-machine/line-counter.js', import.meta.url);
  const worker = await startWorker(
    ['--redis', redis.url, '--queue', 'costs', '--threads', '2', '--module'].concat(module.pathname),
  );
  const executor = createQueueExecutor({ connection: redis.url, queue: 'costs' });
  const counter = await executor.spawn(LineCounter, { module, args: ['.'] });
  const run = (chunks: number) =>
    withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, () =>
      executor
        .parIter(Array.from({ length: chunks * CHUNK_SIZE }, () => 'package.json'))
        .mapWithContext(counter.count)
        .collect({ chunkSize: CHUNK_SIZE }),
    );
  await run(10);
  const before = await calls();
  const results = await run(CHUNKS);
  const after = await calls();
  await executor.close();
  expect(await worker.stop()).toBe(0);

  expect(results).toHaveLength(CHUNKS * CHUNK_SIZE);
  const perChunk = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) / CHUNKS;
  const all = Object.keys(after).reduce((sum, name) => sum + perChunk(name), 0);
  const scripts = said('`EVALSHA`');
  const messages = said('`XLEN`');
  expect(perChunk('evalsha')).toBeGreaterThanOrEqual(scripts);
  expect(perChunk('evalsha')).toBeLessThan(scripts * 1.25);
  // A slow machine makes chunks long, and long ones have more to say.
  expect(perChunk('xlen')).toBeGreaterThanOrEqual(messages);
  expect(perChunk('xlen')).toBeLessThan(messages * 3);
  expect(perChunk('xread')).toBeLessThanOrEqual(perChunk('xlen') + 0.1);
  expect(perChunk('xtrim')).toBeLessThanOrEqual(said('what those scripts') + perChunk('xlen'));
  const inScripts = all - perChunk('evalsha') - 2 * perChunk('xlen') - perChunk('xread') * 2;
  expect(Math.abs(inScripts / said('what those scripts') - 1)).toBeLessThan(0.15);
  expect(Math.abs(all / said('all of them') - 1)).toBeLessThan(0.3);
});

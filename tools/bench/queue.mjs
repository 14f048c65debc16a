import { withSpan } from '@threadspan/context';
import { startRedis } from '@threadspan/redis';
import { openOursOnQueue, openPlainQueue } from './pools/queue.mjs';
import { expectSame } from './pools/same.mjs';
import { burn, double } from './workers/work.mjs';

const PLAIN = 'BullMQ, one job per item';
const TINY = '20,000 items of `x * 2`';
const LONG = '1,000 items of about 1 ms of CPU';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'items over a queue (Redis on this machine), two processors for the work',
  about: `A job of BullMQ is put on the queue, taken from it, finished and told of: some thirty commands of Redis in two
scripts, and messages over sockets for each. That is little beside a millisecond of work and a lot beside none. Our own
jobs are chunks of up to 1,024 items, so that an item's share of it is next to nothing; what is left for a tiny item is its
way through JSON, a thread, and back. Redis, the program and the workers share two processors here.`,
  long: true,
  states: [TINY, LONG],
  async run(state, measure, { quick }) {
    const redis = await startRedis();
    const ours = await openOursOnQueue(redis.url);
    const plain = await openPlainQueue(redis.url);
    const [name, items] = itemsOf(state, quick);
    const method = ours.work[name];
    const chain = () => ours.executor.parIter(items);
    // It takes as long for each of them, however many there are.
    const fewer = items.slice(0, 2_000);
    const contestants = [
      { name: PLAIN, peer: true, items: fewer.length, call: () => plain.map(name, fewer) },
      { name: 'map', baseline: PLAIN, call: () => chain().map(method).collect() },
      {
        name: 'mapWithContext',
        baseline: PLAIN,
        aim: [{ ratio: state === TINY ? 1 / 20 : 1 }, { ratio: 1.05, baseline: 'map' }],
        call: () => chain().mapWithContext(method).collect(),
      },
    ].map((one) => ({ items: items.length, ...one }));
    await withSpan('unified_analysis', { phase: 'parsing' }, async () => {
      const results = items.map(name === 'double' ? double : burn);
      await expectSame(contestants.slice(0, 1), results.slice(0, fewer.length));
      await expectSame(contestants.slice(1), results);
      await measure(contestants);
    });
    await ours.close();
    await plain.close();
    await redis.stop();
  },
};

function itemsOf(state, quick) {
  if (state === TINY) return ['double', Array.from({ length: quick ? 500 : 20_000 }, (_, index) => index)];
  const steps = quick ? 1_000 : stepsOfOneMs();
  return ['burn', Array.from({ length: quick ? 50 : 1_000 }, () => steps)];
}

function stepsOfOneMs() {
  const steps = 1_000_000;
  burn(steps);
  const started = performance.now();
  for (let round = 0; round < 50; round += 1) burn(steps);
  return Math.round((steps * 50) / (performance.now() - started));
}

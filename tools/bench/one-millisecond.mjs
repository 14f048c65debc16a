import { withSpan } from '@threadspan/context';
import { openOurs } from './pools/ours.mjs';
import { closeAll, oneByOne, openPeers } from './pools/peers.mjs';
import { openRaw } from './pools/raw.mjs';
import { expectSame } from './pools/same.mjs';
import { burn } from './workers/work.mjs';

const IDEAL = 'ideal: inline ÷ 2';
const SKEWED = '1 of 100 takes 100 ms';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'items of about 1 ms of CPU, 2 workers',
  about: `Nearly all of the time is the work. Above the ideal, which is what the items take inline, divided by the
workers, is what two threads slow each other down (the messages that hold half of the items each show it, where all
items are alike), the main thread's own share, which has no processor to itself here, and the end of the input, when
one worker is done and the other is not. A worker that is done takes over what the other has not begun, also from behind
an item that takes a hundred times as long as those before; what is left is the last such item. Pools that give each
item to a worker beforehand lose most there, and those that wait for each result before they send the next item lose a
wake-up for each.`,
  long: true,
  states: ['all alike', SKEWED],
  async run(state, measure, { quick }) {
    const items = inSteps(quick ? 20 : 2_000, state === SKEWED, quick ? 1_000 : stepsOfOneMs());
    const expected = items.map(burn);
    const ours = await openOurs();
    const raw = openRaw();
    const peers = [...openPeers(), ...openPeers(['threads.js Pool'])];
    const { executor, work } = ours;
    const all = () => executor.parIter(items);
    const contestants = [
      { name: IDEAL, items: items.length * 2, call: () => items.map(burn) },
      { name: 'map', call: () => all().map(work.burn).collect() },
      {
        name: 'mapWithContext',
        call: () => all().mapWithContext(work.burn).collect(),
        aim: [{ ratio: 1.05 }, { ahead: true }, { ratio: 1.01, baseline: 'map' }],
      },
      { name: 'raw postMessage, half each', call: () => halves(raw, items) },
      ...peers.map((peer) => ({ name: peer.name, peer: true, call: () => oneByOne(peer, 'burn', items) })),
    ].map((one) => ({ items: items.length, ...(one.name === IDEAL ? {} : { baseline: IDEAL }), ...one }));
    await expectSame(contestants, expected);
    await withSpan('unified_analysis', { phase: 'parsing' }, () => measure(contestants));
    await closeAll([ours, raw, ...peers]);
  },
};

/** How many steps each item burns. The long ones are where chance puts them, the same in every run. */
function inSteps(count, isSkewed, stepsOfOne) {
  const items = Array.from({ length: count }, () => stepsOfOne);
  if (!isSkewed) return items;
  let seed = 42;
  for (let made = 0; made < count / 100;) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const at = seed % count;
    if (items[at] !== stepsOfOne) continue;
    items[at] *= 100;
    made += 1;
  }
  return items;
}

function stepsOfOneMs() {
  const steps = 1_000_000;
  burn(steps);
  const started = performance.now();
  for (let round = 0; round < 50; round += 1) burn(steps);
  return Math.round((steps * 50) / (performance.now() - started));
}

async function halves(raw, items) {
  const middle = items.length / 2;
  const parts = [items.slice(0, middle), items.slice(middle)];
  return (await Promise.all(parts.map((part) => raw.run('burnAll', part)))).flat();
}

import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { initTracing } from '@threadspan/tracing';
import { FASTEST_PEER } from './frame/case.mjs';
import { openOurs } from './pools/ours.mjs';
import { closeAll, handChunked, oneByOne, openPeers } from './pools/peers.mjs';
import { openRaw } from './pools/raw.mjs';
import { expectSame } from './pools/same.mjs';
import { double, doubleAll } from './workers/work.mjs';

const UNSAMPLED = ', nothing sampled';
const RAW = 'raw postMessage, by 1,024';
const SCALING = '10,000 beside 1,000,000 items';
const plain = [1_000, 10_000, 100_000, 1_000_000].map(stateOf);

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'items of `x * 2`, 2 workers',
  about: `The work itself is nothing, so this is what it costs to have it done elsewhere. One promise, one message and
one wake-up of a thread for each item are what pools spend their time on; in chunks all three are shared. What is left
for an item is its number there and back, an atomic addition that says whose it is, two notes of what the worker is on,
for the case that it dies, and a call through the decorator, which puts the method into the hierarchy. The context is
entered once a chunk, so it adds next to nothing. Chunks are small until it is known how long a method takes; here that
is known from the first round. Hand-chunked messages are the limit: 1,024 items each, sent at once, with nobody to hear
of it when one fails.`,
  long: true,
  plot: { title: 'Cost per item of `x * 2`', states: plain },
  states: [...plain, `${stateOf(10_000)}${UNSAMPLED}`, `${stateOf(1_000_000)}${UNSAMPLED}`, SCALING],
  async run(state, measure, { quick }) {
    if (state.endsWith(UNSAMPLED)) initTracing({ sampler: new AlwaysOffSampler() });
    await withSpan('unified_analysis', { phase: 'debt_scoring' }, () =>
      state === SCALING ? compareSizes(measure, quick) : compareWays(state, measure, quick),
    );
  },
};

function stateOf(size) {
  return `${size.toLocaleString('en')} items`;
}

function numbers(size) {
  return Array.from({ length: size }, (_, index) => index);
}

async function compareSizes(measure, quick) {
  const ours = await openOurs();
  const contestants = [10_000, 1_000_000].flatMap((size) => {
    const items = numbers(quick ? size / 1_000 : size);
    return ourWays(ours, items).map(({ name, ...way }) => ({ ...way, name: `${name}, ${stateOf(size)}` }));
  });
  for (const one of contestants.slice(2)) {
    one.baseline = one.name.replace('1,000,000', '10,000');
    one.aim = { ratio: 1.1 };
  }
  await measure(contestants);
  await ours.close();
}

async function compareWays(state, measure, quick) {
  const wanted = Number(/[\d,]+/.exec(state)[0].replaceAll(',', ''));
  const size = quick ? Math.min(wanted / 10, 1_000) : wanted;
  const items = numbers(size);
  const ours = await openOurs();
  const raw = openRaw();
  const peers = openPeers();
  const slow = wanted <= 10_000 ? openPeers(['threads.js Pool']) : [];
  const [map, mapWithContext] = ourWays(ours, items);
  const contestants = [
    { name: 'inline', items: size, call: () => items.map(double) },
    { name: RAW, items: size, call: () => handChunked(raw, 'doubleAll', items, 1_024) },
    { ...map, baseline: RAW },
    { ...mapWithContext, baseline: 'map', aim: aims(wanted) },
    ...peers.map((peer) => chunked(peer, items)),
    ...(wanted <= 100_000 ? peers : []).map((peer) => single(peer, items)),
  ];
  await expectSame(contestants, doubleAll(items));
  await measure([...contestants, ...slow.map((peer) => single(peer, items.slice(0, 2_000)))]);
  await closeAll([ours, raw, ...peers, ...slow]);
}

function ourWays({ executor, work }, items) {
  const chain = () => executor.parIter(items);
  return [
    { name: 'map', items: items.length, call: () => chain().map(work.double).collect() },
    {
      name: 'mapWithContext',
      items: items.length,
      call: () => chain().mapWithContext(work.double).collect(),
    },
  ];
}

function aims(size) {
  const overMap = { ratio: 1.1 };
  if (size !== 10_000) return overMap;
  return [overMap, { ratio: 1 / 50, baseline: FASTEST_PEER }, { ratio: 5, baseline: RAW }];
}

function single(peer, items) {
  return { name: peer.name, peer: true, items: items.length, call: () => oneByOne(peer, 'double', items) };
}

function chunked(peer, items) {
  return {
    name: `${peer.name}, by 256`,
    items: items.length,
    call: () => handChunked(peer, 'doubleAll', items),
  };
}

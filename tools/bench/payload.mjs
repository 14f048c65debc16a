import { withSpan } from '@threadspan/context';
import { transfer } from '@threadspan/executor';
import { openOurs } from './pools/ours.mjs';
import { closeAll, handChunked, oneByOne, openPeers, slices } from './pools/peers.mjs';
import { openRaw } from './pools/raw.mjs';
import { expectSame } from './pools/same.mjs';
import { lookUp } from './workers/work.mjs';

const ways = {
  'objects of 1 KB, there and back': echoObjects,
  'buffers of 1 MB, copied there and back': copyBuffers,
  'buffers of 1 MB, moved there and back': moveBuffers,
  'a shared argument of 5 MB, 10,000 items': shareTable,
};

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'payloads, 2 workers',
  about: `What crosses a thread is serialized on one side and deserialized on the other, and the main thread does half
of that for all workers: it is what objects and copied buffers wait for, in every pool. A buffer that is moved costs the
same whatever its size; poolifier has no way to move a result, so it is not there. What is moved is not sent ahead, for it
could not be sent again if its worker died of something else, so each worker waits for its next
buffer. How large a chunk of other items may be is told by how long it takes to clone one: about a millisecond's worth, so
that neither worker waits for the main thread for long. Peers that send one buffer at a time are still ahead there. A shared argument goes to each worker
once, and items refer to it. Peers get it with each of their chunks, as one would write it; the raw messages are two, with
half of the items and the argument each.`,
  long: true,
  states: Object.keys(ways),
  async run(state, measure, { quick }) {
    const pools = { ours: await openOurs(), raw: openRaw(), peers: openPeers() };
    await withSpan('unified_analysis', { phase: 'parsing' }, () => ways[state](pools, measure, quick));
    await closeAll([pools.ours, pools.raw, ...pools.peers]);
  },
};

async function echoObjects(pools, measure, quick) {
  const objects = Array.from({ length: quick ? 200 : 10_000 }, (_, index) => metricsOf(index));
  const contestants = [
    { name: 'raw postMessage, by 256', call: () => handChunked(pools.raw, 'echoAll', objects) },
    ...ourWays(pools.ours, objects, 'raw postMessage, by 256'),
    ...pools.peers.flatMap((peer) => [
      { name: peer.name, peer: true, call: () => oneByOne(peer, 'echo', objects) },
      { name: `${peer.name}, by 256`, peer: true, call: () => handChunked(peer, 'echoAll', objects) },
    ]),
  ].map((one) => ({ items: objects.length, ...one }));
  await expectSame(contestants, objects);
  await measure(contestants);
}

/** About 1 KB of JSON. */
function metricsOf(index) {
  const functions = Array.from({ length: 16 }, (_, at) => ({
    name: `function${at}`,
    line: at * 20,
    cyclomatic: at,
  }));
  return { path: `src/module-${index}/complexity-analyzer.ts`, lines: 400 + index, functions };
}

async function copyBuffers(pools, measure, quick) {
  const buffers = buffersOf(quick ? 4 : 100);
  const contestants = [
    { name: 'raw postMessage', call: () => oneByOne(pools.raw, 'echo', buffers) },
    ...ourWays(pools.ours, buffers, 'raw postMessage'),
    ...pools.peers.map((peer) => ({
      name: peer.name,
      peer: true,
      call: () => oneByOne(peer, 'echo', buffers),
    })),
  ].map((one) => ({ items: buffers.length, ...one }));
  await expectSame(contestants, buffers);
  await measure(contestants);
}

function ourWays({ executor, work }, items, baseline) {
  const all = () => executor.parIter(items);
  return [
    { name: 'map', call: () => all().map(work.echo).collect() },
    {
      name: 'mapWithContext',
      call: () => all().mapWithContext(work.echo).collect(),
      baseline,
      aim: { ahead: true },
    },
  ];
}

/** Full, or the memory behind them would not be there before somebody looks. */
function buffersOf(count) {
  return Array.from({ length: count }, (_, index) => new Uint8Array(1_000_000).fill(index));
}

async function moveBuffers({ ours, raw, peers }, measure, quick) {
  const count = quick ? 4 : 32;
  const moveAll = (buffers) =>
    ours.executor
      .parIter(buffers.map((bytes) => transfer(bytes, [bytes.buffer])))
      .mapWithContext(ours.work.echoMoved)
      .collect();
  const moveEach =
    ({ run }, name) =>
    (buffers) =>
      Promise.all(buffers.map((bytes) => run(name, bytes, [bytes.buffer])));
  const contestants = [
    { name: 'raw postMessage', call: again(moveEach(raw, 'echo'), count) },
    {
      name: 'mapWithContext',
      call: again(moveAll, count),
      baseline: 'raw postMessage',
      aim: { ahead: true },
    },
    ...peers
      .filter(({ name }) => name !== 'poolifier')
      .map((peer) => ({ name: peer.name, peer: true, call: again(moveEach(peer, 'echoMoved'), count) })),
  ].map((one) => ({ items: count, ...one }));
  await expectSame(contestants, buffersOf(count));
  await measure(contestants);
}

/** What came back is what goes next time: the buffers sent are empty. */
function again(moveAll, count) {
  let buffers = buffersOf(count);
  return async () => (buffers = await moveAll(buffers));
}

async function shareTable({ ours, raw, peers }, measure, quick) {
  const keys = Array.from({ length: quick ? 500 : 10_000 }, (_, index) => `path-${index}`);
  const table = tableOf(quick ? 500 : 50_000);
  const inHalves = () => slices(keys, keys.length / 2).map((half) => ({ keys: half, table }));
  const in256 = () => slices(keys, 256).map((some) => ({ keys: some, table }));
  const share = (shared) =>
    ours.executor
      .parIter(keys)
      .mapWithContext(ours.work.lookUp, { shared: [shared] })
      .collect();
  const contestants = [
    {
      name: 'raw postMessage, half each',
      call: async () => (await oneByOne(raw, 'lookUpAll', inHalves())).flat(),
    },
    {
      name: 'mapWithContext',
      call: () => share(table),
      baseline: 'raw postMessage, half each',
      aim: { ahead: true },
    },
    ...peers.map((peer) => ({
      name: `${peer.name}, by 256`,
      peer: true,
      call: async () => (await oneByOne(peer, 'lookUpAll', in256())).flat(),
    })),
  ].map((one) => ({ items: keys.length, ...one }));
  await expectSame(
    contestants,
    keys.map((key) => lookUp(key, table)),
  );
  const workers = { name: 'workers', unit: 'count', figure: () => 2 };
  const clones = { name: 'clones of the argument', unit: 'count', figure: () => clonesOf(share, table) };
  await measure([...contestants, workers, { ...clones, baseline: workers.name, aim: { ratio: 1 } }]);
}

/** About 5 MB, when it is serialized, for 50,000 entries. */
function tableOf(entries) {
  return new Map(
    Array.from({ length: entries }, (_, index) => [
      `path-${index}`,
      [`calls-${index}`, 'x'.repeat(70), index],
    ]),
  );
}

/** How often the argument is cloned in one chain. Each time, what is in it is read. */
async function clonesOf(share, table) {
  let clones = 0;
  const counter = {
    get read() {
      return (clones += 1);
    },
  };
  await share(new Map([...table, ['counter', counter]]));
  return clones;
}

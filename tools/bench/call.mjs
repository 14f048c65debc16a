import { Worker, spawn } from 'threads';
import { withSpan } from '@threadspan/context';
import { openOurs } from './pools/ours.mjs';
import { closeAll, openPeers } from './pools/peers.mjs';
import { openRaw } from './pools/raw.mjs';
import { expectSame } from './pools/same.mjs';

const ONE = 'one after another';
const MANY = '64 in flight';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'a remote call of `x * 2`, 2 workers',
  about: `One after another, a call is two messages, and twice a thread that has to wake up; that is the raw round
trip, which takes 20 or 60 µs here, as deep as the threads have fallen asleep. Our workers stay awake for 50 µs after a
call, in case another one comes, and so save one of the two. On top of the messages come the capture of the context,
its carrier in the message, entering it on the other side, and a note of it for the case that the worker dies. Workers
of piscina and tinypool wait for their next task in \`Atomics.wait\` instead of in the event loop; timers and sockets in
such a worker stand still meanwhile. With 64 in flight nobody waits for a wake-up, and what is left of each call is its
share of a message there, a message back, and its promise. All of that but the call itself is the main thread's, which
is what is short then: the raw messages have neither a context, nor anybody who would hear of a lost one.`,
  states: [ONE, MANY],
  async run(state, measure) {
    const ours = await openOurs();
    const raw = openRaw();
    const peers = [...openPeers(), ...openPeers(['threads.js Pool'])];
    if (state === ONE) peers.push(await openThread());
    const ourCall = (_name, value) => ours.work.double(value);
    const contestants = [
      contestant(state, raw),
      {
        ...contestant(state, { name: 'remote method', run: ourCall }),
        baseline: raw.name,
        aim: [{ ratio: 1.25 }, { ahead: true }],
      },
      ...peers.map((peer) => ({ ...contestant(state, peer), peer: true, baseline: raw.name })),
    ];
    await expectSame(contestants, state === ONE ? 42 : Array.from({ length: 64 }, () => 42));
    await withSpan('unified_analysis', { phase: 'parsing' }, () => measure(contestants));
    await closeAll([ours, raw, ...peers]);
  },
};

function contestant(state, { name, run }) {
  if (state === ONE) return { name, call: async () => run('double', 21) };
  const inFlight = Array.from({ length: 64 });
  return { name, items: 64, call: () => Promise.all(inFlight.map(() => run('double', 21))) };
}

// The pool of threads.js waits for a timer before each task; its threads alone don't.
async function openThread() {
  const thread = await spawn(new Worker('./workers/threads.mjs'), { timeout: 60_000 });
  return {
    name: 'threads.js, one thread',
    run: (name, value) => thread[name](value),
    close: async () => undefined,
  };
}

import { do_not_optimize, measure } from 'mitata';

/** How many rounds there are, and how long each contestant runs in each of them. */
const LENGTHS = {
  short: {
    normal: { rounds: 24, min_samples: 5, min_cpu_time: 20e6, batch_samples: 1024 },
    quick: { rounds: 2, min_samples: 5, min_cpu_time: 0, batch_samples: 16 },
  },
  long: { normal: { rounds: 9 }, quick: { rounds: 1 } },
};

// So long each contestant runs before that: V8 compiles what is called often, on all threads, and not at once.
const WARM_UP_MS = { normal: 500, quick: 0 };

/**
 * Lets the contestants take turns, each round in another order.
 * @param {import('./case.mjs').Contestant[]} contestants
 * @returns {Promise<number[][]>} for each contestant its figure for one item, round by round
 */
export async function measureRounds(contestants, { long, quick }) {
  const mode = quick ? 'quick' : 'normal';
  const { rounds, ...length } = LENGTHS[long ? 'long' : 'short'][mode];
  for (const contestant of contestants) await warmUp(contestant, WARM_UP_MS[mode]);
  const figures = contestants.map(() => []);
  const takes = contestants.map((contestant) => taking(contestant, long ? timeOfOne : timeOfMany(length)));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < takes.length; turn++) {
      const index = (turn + round) % takes.length;
      figures[index].push(await takes[index]());
    }
  }
  return figures;
}

async function warmUp({ call, figure }, ms) {
  if (ms === 0) return;
  if (figure) await figure();
  const end = performance.now() + ms;
  while (call && performance.now() < end) await call();
}

function taking({ call, figure, items = 1 }, timed) {
  if (figure) return async () => (await figure()) / items;
  const usedCall = used(call);
  return async () => (await timed(usedCall)) / items;
}

function timeOfMany(length) {
  return async (call) => (await measure(call, { ...length, gc: false })).p50;
}

// Each starts without the garbage of the one before it. Mitata makes a first call to see whether it is async; that one
// would double what a round takes, so it gets an empty one.
async function timeOfOne(call) {
  let isFirst = true;
  const once = () => {
    if (!isFirst) return call();
    isFirst = false;
    return Promise.resolve();
  };
  const { p50 } = await measure(once, {
    warmup_samples: 0,
    max_samples: 1,
    min_samples: 1,
    gc: globalThis.gc,
  });
  return p50;
}

// All results meet here, so that no contestant's work is optimised away or inlined where another's is not.
function used(call) {
  return () => {
    const result = call();
    do_not_optimize(result);
    return result;
  };
}

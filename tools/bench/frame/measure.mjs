import { do_not_optimize, measure } from 'mitata';

/** How many rounds, and how long each contestant runs in each of them. */
const LENGTHS = {
  normal: { rounds: 24, warmUps: 2, min_cpu_time: 20e6, batch_samples: 1024 },
  quick: { rounds: 2, warmUps: 0, min_cpu_time: 0, batch_samples: 16 },
};

/**
 * Lets the contestants take turns, each round in another order.
 * @param {import('./case.mjs').Contestant[]} contestants
 * @returns for each contestant the nanoseconds of one call, round by round
 */
export async function measureRounds(contestants, quick) {
  const { rounds, warmUps, ...length } = quick ? LENGTHS.quick : LENGTHS.normal;
  const times = contestants.map(() => []);
  const calls = contestants.map(({ call }) => used(call));
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < calls.length; turn++) {
      const index = (turn + round + warmUps) % calls.length;
      const { p50 } = await measure(calls[index], { ...length, min_samples: 5, gc: false });
      if (round >= 0) times[index].push(p50);
    }
  }
  return times;
}

// All results meet here, so that no contestant's work is optimised away or inlined where another's is not.
function used(call) {
  return () => {
    const result = call();
    do_not_optimize(result);
    return result;
  };
}

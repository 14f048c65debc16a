// What contestants say to have measured themselves, round by round; so all that is made of it is known beforehand.
import { FASTEST_PEER } from '../../frame/case.mjs';

export default {
  title: 'made-up figures',
  about: 'Nothing was done.',
  plot: { title: 'made-up', states: ['times'] },
  long: true,
  states: ['times', 'sizes'],
  async run(state, measure) {
    if (state === 'sizes') {
      await measure([
        { name: 'small', unit: 'bytes', figure: () => 512 },
        { name: 'large', unit: 'bytes', figure: async () => 2.5e6, baseline: 'small', aim: { ratio: 5000 } },
      ]);
      return;
    }
    await measure([
      { name: 'raw', figure: rising() },
      { name: 'ours', items: 4, figure: rising(), baseline: 'raw', aim: [{ ratio: 0.3 }, { ratio: 0.2 }] },
      { name: 'slow pool', peer: true, figure: () => 9e6 },
      { name: 'fast pool', peer: true, figure: () => 1500 },
      { name: 'ahead', figure: () => 1400, aim: [{ ahead: true }, { ratio: 0.5, baseline: FASTEST_PEER }] },
      { name: 'level', figure: swinging(), aim: { ahead: true } },
      { name: 'behind', figure: () => 1600, aim: [{ ahead: true }, { ns: 1599 }] },
      { name: 'more', figure: () => 1.6e6, baseline: 'behind', aim: { over: 2e6 } },
    ]);
  },
};

/** Faster than 1,500 in every third round. */
function swinging() {
  let round = 0;
  return () => (round++ % 3 === 0 ? 1000 : 2000);
}

/** 0 in the warm-up, then 1,000, 2,000 and so on. */
function rising() {
  let round = 0;
  return () => round++ * 1000;
}

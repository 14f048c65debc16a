import { FIXED_HEAP, streamApart } from '@threadspan/soak/stream-apart.mjs';

const heaps = { 'heap as V8 sizes it': [], 'heap of a fixed size': FIXED_HEAP };

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'peak memory of a process that streams numbers through 2 workers',
  about: `Where V8 sizes the heap, the young generation of each of the three threads grows with the garbage of the
    first hundred thousands of numbers, up to 16 MB a semi-space, and the old one grows until V8 sees a reason to
    collect it. That is memory that nobody holds, and a process that has 10,000 numbers to stream ends long before.
    In a heap of a fixed size less of that happens, and it comes to an end: \`npm run soak\` streams 10,000,000 numbers,
    which take no more memory than these.`,
  states: Object.keys(heaps),
  long: true,
  run(state, measure, { quick }) {
    const [few, many] = quick ? [1_000, 10_000] : [10_000, 1_000_000];
    const baseline = nameOf(few);
    return measure([
      contestant(few, heaps[state]),
      { ...contestant(many, heaps[state]), baseline, aim: { ratio: 1.1 } },
    ]);
  },
};

function contestant(count, execArgv) {
  const figure = async () => (await streamApart(count, execArgv)).peakBytes;
  return { name: nameOf(count), unit: 'bytes', figure };
}

function nameOf(count) {
  return `${count.toLocaleString('en')} numbers`;
}

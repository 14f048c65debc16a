import { createExecutor } from '@threadspan/executor';
import { WordCounter } from './word-counter.js';

await using executor = createExecutor({ workers: 2 });
const counter = await executor.spawn(WordCounter, {
  module: new URL('./word-counter.js', import.meta.url),
  args: [3], // of the constructor
});
const texts = ['One fish', ' ', 'Two of the red fish'];

// One call, in whichever worker is free.
console.log(await counter.split('one of the blue fish'));

// Each text goes through three stages.
const weights = new Map([['fish', 2]]);
const chain = executor
  .parIter(texts)
  .filterMapWithContext(counter.clean)
  .flatMapWithContext(counter.split)
  .mapWithContext(counter.weigh, { shared: [weights] });
console.log(await chain.collect());

// The same, read while it runs.
for await (const word of chain) console.log(word);

// A buffer that is moved, not copied.
const block = new Uint8Array(1_000_000);
console.log(await counter.digest.with({ transfer: [block.buffer] })(block), block.length);

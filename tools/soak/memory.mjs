// Streams as many numbers as it is told to through a pool, and prints { count, ms, peakBytes } as JSON.
import { fileURLToPath } from 'node:url';
import { createExecutor } from '@threadspan/executor';
import { Doubler } from './doubler.mjs';

async function* numbers(count) {
  for (let value = 0; value < count; value += 1) yield value;
}

const count = Number(process.argv[2]);
const started = performance.now();
const executor = createExecutor({ workers: 2 });
const doubler = await executor.spawn(Doubler, {
  module: fileURLToPath(new URL('doubler.mjs', import.meta.url)),
});
let next = 0;
for await (const value of executor.parBridge(numbers(count)).mapWithContext(doubler.double)) {
  if (value !== next * 2) throw new Error(`Expected ${next * 2} in the place of ${next}, got ${value}`);
  next += 1;
}
if (next !== count) throw new Error(`Expected ${count} values, got ${next}`);
await executor.close();
const ms = Math.round(performance.now() - started);
console.log(JSON.stringify({ count, ms, peakBytes: process.resourceUsage().maxRSS * 1024 }));

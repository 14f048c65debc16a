import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { createExecutor, transfer } from '@threadspan/executor';
import { LogReader } from './log-reader.js';

await using executor = createExecutor({ workers: 2, maxQueue: 8 });
const reader = await executor.spawn(LogReader, { module: new URL('./log-reader.js', import.meta.url) });

// A file of any length, read line by line: fs.createReadStream(path) in a real program.
const file = () => Readable.from(logFile(20_000));

// In the order of the file, never more than a few chunks of it in memory.
let slowest = { route: '', ms: 0 };
for await (const entry of executor.parBridge(linesOf(file())).filterMapWithContext(reader.parse)) {
  if (entry.ms > slowest.ms) slowest = entry;
}
console.log(`slowest: ${slowest.route} with ${slowest.ms} ms`);

// As they finish, and on after failures.
let parsed = 0;
const broken = linesOf(Readable.from(['GET /a 3\n', 'GET /b\n', 'note\n', 'GET /c 5\n']));
const chain = executor.parBridge(broken).filterMapWithContext(reader.parse);
for await (const outcome of chain.stream({ ordered: false, failures: 'collect' })) {
  if (outcome.status === 'fulfilled') parsed += outcome.values.length;
  else console.log(`line ${outcome.index + 1}: ${String(outcome.error)}`);
}
console.log(`parsed: ${parsed}`);

// Moved there and back instead of copied.
const block = new Uint8Array(1_000_000).fill(1);
const inverted = await reader.inverted(transfer(block, [block.buffer]));
console.log(`inverted: ${inverted[0]}, and here are ${block.length} bytes left`);

// Calls that come faster than they are done: each waits for room in the queue before it is made.
const digests: Promise<string>[] = [];
for (let number = 0; number < 100; number += 1) {
  await executor.whenRoom();
  digests.push(reader.digest(new Uint8Array([number])));
}
console.log(`digests: ${new Set(await Promise.all(digests)).size}`);

function linesOf(stream: Readable): AsyncIterable<string> {
  return createInterface({ input: stream });
}

function* logFile(lines: number): Generator<string> {
  for (let line = 0; line < lines; line += 1) yield `GET /page/${line} ${(line * 7_919) % 1_000}\n`;
}

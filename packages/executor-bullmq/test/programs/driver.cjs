// A program with a driver: `idle` makes some calls and does not close it, `long` has work for hours.
const { createQueueExecutor } = require('@threadspan/executor-bullmq');

const [, , connection, file, what, log] = process.argv;
const { Probe } = require(file);

async function main() {
  const executor = createQueueExecutor({ connection, queue: 'probes', stallTimeout: 1_500 });
  const probe = await executor.spawn(Probe, { module: file, args: log ? [log] : [] });
  if (what === 'long') {
    const files = Array.from({ length: 10_000 }, (_, index) => `file-${index}`);
    await executor
      .parIter(files)
      .mapWithContext(probe.take, { shared: [1_000] })
      .collect();
  }
  // For longer than a driver waits until it looks whether its worker is lost.
  await probe.later(1, 2_500);
  const values = await executor.parIter([1, 2, 3]).map(probe.double).collect();
  process.stdout.write(`${JSON.stringify(values)}\n`);
  process.disconnect();
}

void main();

// A worker with BullMQ's telemetry, which the command line has no option for.
const { startQueueWorker } = require('@threadspan/executor-bullmq');
const { BullMQOtel } = require('bullmq-otel');

const { REDIS, QUEUE, MODULE, SET_UP } = process.env;

async function main() {
  require(SET_UP);
  const worker = await startQueueWorker({
    connection: REDIS,
    queue: QUEUE,
    modules: [MODULE],
    threads: 2,
    stallTimeout: 5_000,
    telemetry: new BullMQOtel('probes'),
  });
  process.stdout.write(`threadspan-worker: ${worker.name} takes chunks\n`);
  process.once('SIGTERM', () => void worker.close());
}

void main();

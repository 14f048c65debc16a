// A program that has work for hours, and says when some of it is done; it is killed then.
import { existsSync } from 'node:fs';
import { createQueueExecutor } from '@threadspan/executor-bullmq';
import { QueueAnalyzer } from '../workers/queue.js';
import { MODULE, QUEUE, STALL_TIMEOUT_MS } from './site.js';

const [, , connection = '', log = ''] = process.argv;
const executor = createQueueExecutor({ connection, queue: QUEUE, stallTimeout: STALL_TIMEOUT_MS });
const analyzer = await executor.spawn(QueueAnalyzer, { module: MODULE, args: [log] });
const timer = setInterval(() => {
  if (!existsSync(log)) return;
  clearInterval(timer);
  process.send?.('working');
}, 10);
const paths = Array.from({ length: 100_000 }, (_, index) => `of-another-${index}.ts`);
await executor
  .parIter(paths)
  .mapWithContext(analyzer.work, { shared: [undefined, 100] })
  .collect();

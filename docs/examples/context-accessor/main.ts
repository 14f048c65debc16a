import { createExecutor } from '@threadspan/executor';
import { LineCounter } from './line-counter.js';
import { logger } from './logger.js';
import { withRequestId } from './request-id.js';

const files = process.argv.slice(2);

await using executor = createExecutor({ workers: 2 });
const counter = await executor.spawn(LineCounter, {
  module: new URL('./line-counter.js', import.meta.url),
});

const handle = (requestId: string) =>
  withRequestId(requestId, async () => {
    const counting = executor.parIter(files).mapWithContext(counter.count);
    const lines = await counting.collect({ chunkSize: 1 }); // small chunks, so that requests take turns
    logger.info({ lines }, 'done');
  });

await Promise.all([handle('request-1'), handle('request-2')]);

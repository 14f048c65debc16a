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
    const lines = await executor.parIter(files).mapWithContext(counter.count).collect();
    logger.info({ lines }, 'done');
  });

await Promise.all([handle('request-1'), handle('request-2')]);

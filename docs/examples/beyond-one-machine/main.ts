import { AnalysisPhase, getErrorContext, withSpan } from '@threadspan/context';
import { createQueueExecutor } from '@threadspan/executor-bullmq';
import { LineCounter } from './line-counter.js';

const files = process.argv.slice(2);

await using executor = createQueueExecutor({
  connection: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
  queue: 'lines',
});
const counter = await executor.spawn(LineCounter, {
  module: new URL('./line-counter.js', import.meta.url),
  args: ['.'],
});

await withSpan('unified_analysis', { phase: AnalysisPhase.Parsing }, async () => {
  const { values, failures } = await executor
    .parIter(files)
    .mapWithContext(counter.count)
    .collect({ failures: 'collect' });
  console.log(values);

  for (const { input, error } of failures) {
    const { phase, spanHierarchy = [] } = getErrorContext(error) ?? {};
    const spans = spanHierarchy.map(({ name }) => name).join(' > ');
    console.log(`${String(input)}: ${(error as NodeJS.ErrnoException).code} in ${phase}, ${spans}`);
  }
});

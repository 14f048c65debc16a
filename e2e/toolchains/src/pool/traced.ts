import { DiagConsoleLogger, diag } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { initTracing } from '@threadspan/tracing';
import { Analyzer } from './analyzer.js';

// Prints the names of the spans that reach the main thread. Arguments: the analyzer's module, the file of workers.
const [, , modulePath = '', workerEntry = ''] = process.argv;
const exporter = new InMemorySpanExporter();

async function analyze(): Promise<void> {
  diag.setLogger(new DiagConsoleLogger());
  const tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const executor = createExecutor({ workers: 2, workerEntry });
  const analyzer = await executor.spawn(Analyzer, { module: modulePath });
  await withSpan('root', () => executor.parIter(['a.ts', 'b.ts']).mapWithContext(analyzer.see).collect());
  await executor.close();
  const names = exporter.getFinishedSpans().map(({ name }) => name);
  await tracing.shutdown();
  console.log(JSON.stringify(names));
}

void analyze();

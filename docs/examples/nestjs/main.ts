import { MetadataScanner, NestFactory, Reflector } from '@nestjs/core';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { initTracing, summarizeSpans } from '@threadspan/tracing';
import { AppModule } from './app-module.js';
import { Reports, Schedule } from './reports.js';

const paths = process.argv.slice(2);
const exporter = new InMemorySpanExporter(); // or any other: OTLP, Jaeger, …

await using _tracing = initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });

const reports = app.get(Reports);
console.log(await reports.one(paths[0] ?? ''));
console.log(await reports.all(paths));
for (const name of new MetadataScanner().getAllMethodNames(reports)) {
  const method = Reflect.get(reports, name) as () => unknown;
  console.log(`${name} is scheduled: ${app.get(Reflector).get(Schedule, method) ?? 'never'}`);
}
await app.close();

for (const { operation, depth, count } of summarizeSpans(exporter.getFinishedSpans())) {
  console.log(`${'  '.repeat(depth)}${operation} × ${count}`);
}

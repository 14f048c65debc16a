// Records three levels of detail in a worker, and says which were exported and what diag heard of the set-up.
const { join } = require('node:path');
const { DiagLogLevel, diag } = require('@opentelemetry/api');
const { InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { createExecutor } = require('@threadspan/executor');
const { initTracing } = require('@threadspan/tracing');
const { Analyzer } = require('../workers/dist/analyzer.js');

const warnings = [];
const ignore = () => undefined;
const logger = {
  warn: (message) => warnings.push(message),
  error: ignore,
  info: ignore,
  debug: ignore,
  verbose: ignore,
};

async function main() {
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  const exporter = new InMemorySpanExporter();
  const level = process.argv[2];
  initTracing({ spanProcessors: [new SimpleSpanProcessor(exporter)], ...(level ? { level } : {}) });
  const executor = createExecutor({ workers: 1 });
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  const hierarchy = await analyzer.levels();
  const exported = exporter.getFinishedSpans().map(({ name }) => name);
  await executor.close();
  console.log(JSON.stringify({ exported, hierarchy, warnings }));
}

void main();

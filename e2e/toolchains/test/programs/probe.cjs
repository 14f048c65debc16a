// Calls the methods of a compiled analyzer, inline and in a worker, and prints what happened as JSON.
const { join } = require('node:path');
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { getErrorContext, getProgress, setProgress, withSpan } = require('@threadspan/context');
const { createExecutor } = require('@threadspan/executor');

const [folder, extension, dialect] = process.argv.slice(2);
const load = (name) => require(join(folder, name + extension));
const { Analyzer, Registry, summary } = load('analyzer');

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();

const url = new URL('file:///src/b.ts');
/** What both an instance and its remote can do. */
const calls = {
  sync: (analyzer) => analyzer.sync('x'),
  later: (analyzer) => analyzer.later(),
  throws: (analyzer) => analyzer.throws('sync'),
  rejects: (analyzer) => analyzer.rejects('async'),
  analyze: (analyzer) => analyzer.analyze('src/a.ts'),
  analyzeLater: (analyzer) => analyzer.analyzeLater('src/a.ts'),
  failsIn: (analyzer) => analyzer.failsIn('bad', 'src/bad.ts'),
  inherited: (analyzer) => analyzer.inherited(),
  overridden: (analyzer) => analyzer.overridden(),
  overriddenLater: (analyzer) => analyzer.overriddenLater(),
};
const inlineCalls = {
  ...calls,
  url: (analyzer) => analyzer.analyze(url),
  shared: () => Analyzer.shared(),
  symbol: (analyzer) => analyzer[summary](),
  steps: (analyzer) => [...analyzer.steps()],
  stepsLater: async (analyzer) => {
    const seen = [];
    for await (const sight of analyzer.stepsLater()) seen.push(sight);
    return seen;
  },
  firstStep: (analyzer) => {
    for (const sight of analyzer.steps()) return sight;
  },
  find: () => Registry.only.find(),
  get: () => Registry.get(),
};

async function outcomes(table, analyzer) {
  const seen = {};
  for (const [name, call] of Object.entries(table)) {
    seen[name] = await withSpan('caller', async () => {
      try {
        return await call(analyzer);
      } catch (error) {
        const { phase, currentFile, spanHierarchy } = getErrorContext(error) ?? {};
        return { error: String(error), phase, currentFile, spans: spanHierarchy?.map((frame) => frame.name) };
      }
    });
  }
  return seen;
}

/** `child < parent {attributes} status` for each span, as they ended. */
function finishedSpans() {
  const spans = exporter.getFinishedSpans();
  const nameOf = (id) => spans.find((span) => span.spanContext().spanId === id)?.name;
  return spans
    .filter(({ name }) => name !== 'caller')
    .map(({ name, parentSpanContext, attributes, status, events }) => {
      const errors = events.map((event) => event.attributes['exception.message']);
      return [name, nameOf(parentSpanContext?.spanId), attributes, status.code, ...errors];
    });
}

function shapes() {
  const methods = [
    ...['sync', 'failsIn', 'rejects', 'steps', 'stepsLater', 'inherited', summary].map((key) => Analyzer.prototype[key]),
    Analyzer.shared,
  ];
  return methods.map(({ name, length, marks }) => [name, length, ...(marks ?? [])]);
}

function emittedTypes() {
  const types = Reflect.getMetadata?.('design:paramtypes', Analyzer.prototype, 'sync');
  return types?.map(({ name }) => name);
}

async function main() {
  setProgress(0, 4);
  const inline = await outcomes(inlineCalls, new Analyzer('here'));
  const progress = getProgress();
  const spans = finishedSpans();
  const own = Object.getOwnPropertyNames(new Analyzer('here'));
  const executor = createExecutor({ workers: 1 });
  const module = join(folder, `analyzer${extension}`);
  const remote = await outcomes(calls, await executor.spawn(Analyzer, { module, args: ['here'] }));
  await executor.close();
  const hidden = dialect === 'standard' ? new (load('private-method').Vault)().open() : undefined;
  console.log(JSON.stringify({ inline, remote, progress, spans, own, shapes: shapes(), types: emittedTypes(), hidden }));
}

main();

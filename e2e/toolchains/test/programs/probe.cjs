// Calls the methods of a compiled analyzer, inline and in a worker, and prints what happened as JSON.
const {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} = require('@opentelemetry/sdk-trace-node');
const { getErrorContext, getProgress, setProgress, withSpan } = require('@threadspan/context');
const { createExecutor } = require('@threadspan/executor');

const { modules, worker } = JSON.parse(process.argv[2]);
const { Analyzer, Registry } = require(modules.analyzer);

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();

// What can be asked of an instance and of its remote.
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
  url: (analyzer) => analyzer.analyze(new URL('file:///src/b.ts')),
  shared: () => Analyzer.shared(),
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
        return { error: String(error), phase, currentFile, spans: spanHierarchy?.map(({ name }) => name) };
      }
    });
  }
  return seen;
}

/** Name, parent, attributes, status and errors of each span, in the order they ended. */
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

/** Name, length and marks of methods, and whether they are enumerable. */
function shapes() {
  const keys = ['sync', 'failsIn', 'rejects', 'steps', 'stepsLater'];
  const descriptors = [
    ...keys.map((key) => Object.getOwnPropertyDescriptor(Analyzer.prototype, key)),
    Object.getOwnPropertyDescriptor(Analyzer, 'shared'),
  ];
  return descriptors.map(({ value: { name, length, marks }, enumerable }) => [
    name,
    length,
    enumerable,
    ...(marks ?? []),
  ]);
}

/** What `emitDecoratorMetadata` says of a method's parameters. */
function emittedTypes() {
  const types = Reflect.getMetadata?.('design:paramtypes', Analyzer.prototype, 'sync');
  return types?.map(({ name }) => name);
}

// What not every toolchain or dialect has.

function withSymbolKey() {
  const { Summarizer, summary } = require(modules.symbolKey);
  return new Summarizer()[summary]();
}

function withPrivateMethods() {
  const { Vault } = require(modules.privateMethod);
  return new Vault().open();
}

function withParameters() {
  const { Query } = require(modules.parameters);
  exporter.reset();
  new Query().run('x', 10, 2);
  return exporter.getFinishedSpans()[0].attributes;
}

async function main() {
  setProgress(0, 4);
  const inline = await outcomes(inlineCalls, new Analyzer('here'));
  const progress = getProgress();
  const spans = finishedSpans();

  const executor = createExecutor({ workers: 1 });
  const spawned = await executor.spawn(Analyzer, { module: worker, args: ['here'] });
  const remote = await outcomes(calls, spawned);
  await executor.close();

  console.log(
    JSON.stringify({
      inline,
      remote,
      progress,
      spans,
      shapes: shapes(),
      fields: Object.getOwnPropertyNames(new Analyzer('here')),
      types: emittedTypes(),
      symbolKey: modules.symbolKey && withSymbolKey(),
      privateMethods: modules.privateMethod && withPrivateMethods(),
      parameters: modules.parameters && withParameters(),
    }),
  );
}

main();

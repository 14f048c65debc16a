import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { initTracing } from '@threadspan/tracing';
import { LineCounter } from './workers/line-counter.mjs';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'spans `process_file` around next to nothing, exported on the main thread',
  about: `Every call checks that all spans have been exported. Inline, what @ProcessFile adds to a span of the SDK is
    the current file, the hierarchy and the progress. In workers a span is started and ended by the same SDK, written to
    the journal that outlives the worker, sent along with the results, and made a span again on the main thread. The
    workers are what is short: of what a span takes there, its record for the journal takes a fifth, the note of where the
    worker is and the collection of garbage an eighth each; the rest is the SDK, the decorator and the message. The main thread, which reads the records, makes spans
    of them and exports them, is busy for less than half of the time.`,
  states: ['exported in batches'],
  long: true,
  async run(state, measure, { quick }) {
    const count = quick ? 1_000 : 20_000;
    const paths = Array.from({ length: count }, (_, index) => `src/module-${index}/complexity-analyzer.ts`);
    const ours = collector(count);
    const theirs = collector(count);
    const tracing = initTracing({ spanProcessors: [ours.processor] });
    const executor = createExecutor({ workers: 2 });
    const module = new URL('workers/line-counter.mjs', import.meta.url);
    const remote = await executor.spawn(LineCounter, { module });
    const local = new LineCounter();

    const inAnalysis = (work) => withSpan('analysis', work).then(() => tracing.forceFlush());
    const ways = {
      'plain SDK, inline': () => theirs.expectAll(() => startSpans(theirs.processor, paths)),
      '@ProcessFile, inline': () =>
        ours.expectAll(() => inAnalysis(async () => paths.map((path) => local.count(path)))),
      '@ProcessFile, 2 workers': () =>
        ours.expectAll(() =>
          inAnalysis(() => executor.parIter(paths).mapWithContext(remote.count).collect()),
        ),
    };
    const [baseline, inline, workers] = Object.keys(ways);
    await measure([
      { name: baseline, items: count, call: ways[baseline] },
      { name: inline, items: count, call: ways[inline], baseline },
      { name: workers, items: count, call: ways[workers], baseline, aim: { ratio: 1.5 } },
    ]);
    await executor.close();
    await tracing.shutdown();
  },
};

// The queue has room for all, or the processor would drop what is started inline without a pause.
function collector(count) {
  let exported = 0;
  const exporter = {
    export(spans, done) {
      for (const { name, attributes } of spans) {
        if (name === 'process_file' && attributes['file.path'] !== undefined) exported++;
      }
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  return {
    processor: new BatchSpanProcessor(exporter, { maxQueueSize: count + 10 }),
    async expectAll(work) {
      exported = 0;
      await work();
      if (exported !== count) throw new Error(`Expected ${count} spans to be exported, got ${exported}`);
      return exported;
    },
  };
}

async function startSpans(processor, paths) {
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('bench');
  const lengths = [];
  tracer.startActiveSpan('analysis', (analysis) => {
    for (const path of paths) {
      tracer.startActiveSpan('process_file', { attributes: { 'file.path': path } }, (span) => {
        lengths.push(path.length);
        span.end();
      });
    }
    analysis.end();
  });
  await processor.forceFlush();
}

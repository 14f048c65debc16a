import { AsyncLocalStorage } from 'node:async_hooks';
import { context, trace } from '@opentelemetry/api';
import {
  AnalysisPhase,
  ParallelContext,
  getCurrentContext,
  processFileWithContext,
  withSpan,
} from '@threadspan/context';
import { installSdk, sdkStates } from './frame/sdk-states.mjs';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'one call in a phase and a file, three spans deep, with two baggage entries',
  states: sdkStates,
  run(state, measure) {
    const hasSdk = installSdk(state);
    return insideAnalysis(() => measure(contestants(hasSdk)));
  },
};

function insideAnalysis(fn) {
  const propagation = { baggage: 'project=threadspan,run=42' };
  return ParallelContext.fromCarrier({ version: 1, propagation }).run(() =>
    withSpan('unified_analysis', () =>
      withSpan('parsing', { phase: AnalysisPhase.Parsing }, () =>
        processFileWithContext('src/complexity-analyzer.ts', ParallelContext.capture(), fn),
      ),
    ),
  );
}

function contestants(hasSdk) {
  const storage = new AsyncLocalStorage();
  const store = {};
  useOtherStorages();
  const tracer = trace.getTracer('bench');
  // Another context than the one the calls are made in: to enter the same one again would cost less.
  const [captured, other] = withSpan('process_file', () => [ParallelContext.capture(), context.active()]);
  const carrier = structuredClone(captured.toCarrier());
  const work = () => storage;
  return [
    { name: 'als.run', call: () => storage.run(store, work) },
    { name: 'context.with', call: () => context.with(other, work), baseline: 'als.run' },
    {
      name: 'run',
      call: () => captured.run(work),
      baseline: 'als.run',
      ...(hasSdk ? {} : { aim: { ratio: 2.5 } }),
    },
    { name: 'enter and dispose', call: () => captured.enter().dispose(), baseline: 'als.run' },
    { name: 'getCurrentContext', call: getCurrentContext, baseline: 'als.run' },
    { name: 'capture', call: () => ParallelContext.capture(), aim: { ns: 1000 } },
    { name: 'toCarrier', call: () => captured.toCarrier() },
    { name: 'fromCarrier', call: () => ParallelContext.fromCarrier(carrier) },
    {
      name: 'startActiveSpan',
      call: () => tracer.startActiveSpan('score', (span) => span.end()),
    },
    {
      name: 'withSpan',
      call: () => withSpan('score', work),
      baseline: 'startActiveSpan',
      ...(hasSdk ? {} : { aim: { ratio: 2 } }),
    },
  ];
}

// As in any program, whose logger and framework have storages too. Where there is but one, V8 compiles its `run` into
// the caller, at a third of the price, and what is measured is a program that nobody has.
function useOtherStorages() {
  for (const store of [{}, { id: 1 }, new Map(), 'text']) {
    const storage = new AsyncLocalStorage();
    for (let call = 0; call < 10_000; call++) storage.run(store, () => storage.getStore());
  }
}

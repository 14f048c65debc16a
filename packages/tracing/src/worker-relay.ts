import { diag } from '@opentelemetry/api';
import type { ExtensionHost, WorkerSide } from '@threadspan/context/ports';
import { configuredResource, logAsConfigured } from './environment.js';
import { hasTracerProvider } from './installed-api.js';
import { loadSdk } from './sdk.js';
import { SpanRelay } from './span-relay.js';
import { startProvider } from './start-provider.js';
import { WorkerSpanProcessor } from './worker-span-processor.js';
import { hasSinks, setRelay } from './worker-spans.js';
import type { RelayConfig } from './worker-spans.js';

// The module that runs in each worker: spans are recorded there and handed over with the worker's replies.

export function activate({ level, journal }: RelayConfig, host: ExtensionHost): WorkerSide {
  const relay = new SpanRelay(journal, host);
  if (!hasTracerProvider()) startSdk();
  else if (!hasSinks()) {
    diag.warn(
      'threadspan: this worker has an OpenTelemetry SDK of its own, which keeps its spans; to bring them to the main ' +
        'thread, wrap its span processor with withWorkerSpans()',
    );
  }
  setRelay(relay, level);
  return relay;
}

function startSdk(): void {
  const sdk = loadSdk();
  const { AlwaysOnSampler, ParentBasedSampler } = sdk.trace;
  logAsConfigured(sdk);
  startProvider(sdk, {
    resource: configuredResource(sdk, undefined),
    // What the main thread has decided for a parent holds here; a trace that begins here is judged there.
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new WorkerSpanProcessor([], {})],
  });
}

import { AlwaysOffSampler, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const drop = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };

const providers = {
  'no SDK': undefined,
  'SDK, not sampled': { sampler: new AlwaysOffSampler(), spanProcessors: [drop] },
  'SDK, recording': { spanProcessors: [drop] },
};

/** How far an SDK goes: the states of cases whose operations start spans. */
export const sdkStates = Object.keys(providers);

/** Installs what `state` says. Returns whether there is an SDK. */
export function installSdk(state) {
  const options = providers[state];
  if (options) new NodeTracerProvider(options).register();
  return options !== undefined;
}

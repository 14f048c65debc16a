import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { trackSpan } from '@threadspan/context/ports';

/** Puts the user's own spans into the hierarchy, as a program with an SDK of its own does. */
export const tracker: SpanProcessor = {
  onStart: (span, parentContext) => trackSpan(span, span.name, parentContext),
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
